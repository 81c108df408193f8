package tributary.expression;

import java.util.LinkedHashSet;
import java.util.Set;

/** Finds which members an expression reads of one member of the document, by following that member through it. */
final class MemberFinder {
    /** What a node's current value is, or its own value may be. */
    private enum Value {
        DOCUMENT,
        MEMBER,
        OTHER
    }

    private final String name;
    private final Set<String> members = new LinkedHashSet<>();

    private MemberFinder(String name) {
        this.name = name;
    }

    static Set<String> over(Node expression, String name) {
        MemberFinder finder = new MemberFinder(name);
        finder.visit(expression, Value.DOCUMENT);
        return finder.members;
    }

    private Value visit(Node node, Value current) {
        return switch (node) {
            case Node.Current _ -> current;
            case Node.Field field -> {
                if (current == Value.MEMBER) {
                    members.add(field.name());
                }
                yield current == Value.DOCUMENT && field.name().equals(name) ? Value.MEMBER : Value.OTHER;
            }
            case Node.Sub sub -> visit(sub.right(), visit(sub.left(), current));
            case Node.Pipe pipe -> visit(pipe.right(), visit(pipe.left(), current));
            case Node.Or or -> either(or.left(), or.right(), current);
            case Node.And and -> either(and.left(), and.right(), current);
            case Node.Projection projection -> {
                visit(projection.source(), current);
                visit(projection.each(), Value.OTHER);
                yield Value.OTHER;
            }
            case Node.MultiList _, Node.MultiHash _, Node.Not _, Node.Comparison _ -> {
                node.children().forEach(child -> visit(child, current));
                yield Value.OTHER;
            }
            case Node.Call call -> {
                call.arguments()
                        .forEach(argument -> visit(argument.value(), argument.reference() ? Value.OTHER : current));
                yield Value.OTHER;
            }
            case Node.Literal _, Node.Index _, Node.Slice _, Node.Flatten _, Node.Values _, Node.Filter _ ->
                Value.OTHER;
        };
    }

    /** Where the value may be one thing or another, what is read of it says nothing of either. */
    private Value either(Node left, Node right, Value current) {
        Value first = visit(left, current);
        return first == visit(right, current) ? first : Value.OTHER;
    }
}
