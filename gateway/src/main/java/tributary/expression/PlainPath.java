package tributary.expression;

import java.util.List;

/**
 * A path that only goes down: {@code cart.products}, {@code page.sections[].tiles[*]}. Such a path names places in a
 * document and not only values, so something can be put there.
 *
 * @param root the name it starts from
 * @param steps what follows, outermost first
 */
public record PlainPath(String root, List<Step> steps) {
    public PlainPath {
        steps = List.copyOf(steps);
    }

    /** One step down. */
    public sealed interface Step {
        /** Into the member {@code name} of an object. */
        record Member(String name) implements Step {}

        /** Into every element of an array: {@code []} or {@code [*]}. */
        record Each() implements Step {}
    }
}
