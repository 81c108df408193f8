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
    private boolean whole;

    private MemberFinder(String name) {
        this.name = name;
    }

    static Set<String> over(Node expression, String name) {
        return found(expression, name).members;
    }

    /** Whether the member, or the document around it, goes anywhere but into a member of it. */
    static boolean readsAll(Node expression, String name) {
        return found(expression, name).whole;
    }

    private static MemberFinder found(Node expression, String name) {
        MemberFinder finder = new MemberFinder(name);
        finder.use(expression, Value.DOCUMENT);
        return finder;
    }

    /** Visits what is used as it is. */
    private void use(Node node, Value current) {
        lost(visit(node, current));
    }

    /** From here on nobody follows it. */
    private void lost(Value value) {
        whole |= value != Value.OTHER;
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
                use(projection.source(), current);
                visit(projection.each(), Value.OTHER);
                yield Value.OTHER;
            }
            case Node.MultiList _, Node.MultiHash _, Node.Not _, Node.Comparison _ -> {
                node.children().forEach(child -> use(child, current));
                yield Value.OTHER;
            }
            case Node.Call call -> {
                call.arguments()
                        .forEach(argument -> use(argument.value(), argument.reference() ? Value.OTHER : current));
                yield Value.OTHER;
            }
            case Node.Literal _ -> Value.OTHER;
            case Node.Index _, Node.Slice _, Node.Flatten _, Node.Values _, Node.Filter _ -> {
                lost(current);
                yield Value.OTHER;
            }
        };
    }

    /** Where the value may be one thing or another, what is read of it says nothing of either. */
    private Value either(Node left, Node right, Value current) {
        Value first = visit(left, current);
        Value second = visit(right, current);
        if (first == second) {
            return first;
        }
        lost(first);
        lost(second);
        return Value.OTHER;
    }
}
