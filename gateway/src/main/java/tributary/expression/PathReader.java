package tributary.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.expression.PlainPath.Step;

/** Tells whether an expression is a plain path. */
final class PathReader {
    private final List<Step> steps = new ArrayList<>();

    private PathReader() {}

    static @Nullable PlainPath read(Node expression) {
        PathReader reader = new PathReader();
        if (!reader.add(expression)
                || reader.steps.isEmpty()
                || !(reader.steps.getFirst() instanceof Step.Member(String root))) {
            return null;
        }
        return new PlainPath(root, reader.steps.subList(1, reader.steps.size()));
    }

    /** Adds the steps of {@code node}; false if it has others. */
    private boolean add(Node node) {
        return switch (node) {
            case Node.Current _ -> true;
            case Node.Field field -> steps.add(new Step.Member(field.name()));
            // Behind a projection a step down goes into each element, so it stands within the projection. One that
            // stands behind it, "(a[*]).b", looks into the array and finds nothing.
            case Node.Sub(Node left, Node right) -> !isProjection(left) && add(left) && add(right);
            case Node.Projection(Node.Sub(Node left, Node.Flatten _), Node each) -> each(left, each);
            case Node.Projection(Node source, Node each) -> !isProjection(source) && each(source, each);
            default -> false;
        };
    }

    private boolean each(Node source, Node each) {
        return add(source) && steps.add(new Step.Each()) && add(each);
    }

    private static boolean isProjection(Node node) {
        return switch (node) {
            case Node.Projection _ -> true;
            case Node.Sub sub -> isProjection(sub.right());
            default -> false;
        };
    }
}
