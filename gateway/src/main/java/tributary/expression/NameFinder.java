package tributary.expression;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds what an expression reads from the document it is evaluated over, by following the document itself through it.
 *
 * <p>A node is visited knowing whether its current value is the document, and answers whether its own value may be. Only
 * where it is the document does a field read one of its members. Where the document goes elsewhere (into a result, a
 * function, a comparison, a test, a projection) all of it may be read. What comes out of there was counted as it went in,
 * so it needs no following.
 */
final class NameFinder {
    private final Set<String> names = new LinkedHashSet<>();
    private boolean whole;

    static NameFinder over(Node expression) {
        NameFinder finder = new NameFinder();
        finder.used(expression, true);
        return finder;
    }

    Set<String> names() {
        return names;
    }

    boolean whole() {
        return whole;
    }

    /** Visits a node whose value is used for more than taking a member of it. */
    private void used(Node node, boolean document) {
        // Not "whole |= visit(…)", which would read the field first and undo what the visit writes to it.
        if (visit(node, document)) {
            whole = true;
        }
    }

    private boolean visit(Node node, boolean document) {
        return switch (node) {
            case Node.Current _ -> document;
            case Node.Literal _ -> false;
            case Node.Field field -> {
                if (document) {
                    names.add(field.name());
                }
                yield false;
            }
            case Node.Sub sub -> visit(sub.right(), visit(sub.left(), document));
            case Node.Pipe pipe -> visit(pipe.right(), visit(pipe.left(), document));
            case Node.Index _, Node.Slice _, Node.Flatten _, Node.Values _ -> {
                whole |= document;
                yield false;
            }
            case Node.Filter filter -> {
                whole |= document;
                yield visitElements(filter.condition());
            }
            case Node.Projection projection -> {
                used(projection.source(), document);
                yield visitElements(projection.each());
            }
            case Node.Or or -> either(or.left(), or.right(), document);
            case Node.And and -> either(and.left(), and.right(), document);
            case Node.MultiList _, Node.MultiHash _, Node.Not _, Node.Comparison _ -> {
                node.children().forEach(child -> used(child, document));
                yield false;
            }
            case Node.Call call -> {
                call.arguments().forEach(argument -> used(argument.value(), document && !argument.reference()));
                yield false;
            }
        };
    }

    private boolean visitElements(Node node) {
        used(node, false);
        return false;
    }

    /** The left side is tested, and one of the two is the value. */
    private boolean either(Node left, Node right, boolean document) {
        used(left, document);
        return visit(right, document);
    }
}
