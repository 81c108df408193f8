package tributary.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The path of an aggregate: {@code /products/{id}/page}. A parameter stands for one whole segment, never an empty one. The
 * path {@code /} has no segments.
 */
public record Route(List<Segment> segments) {
    public Route {
        segments = List.copyOf(segments);
    }

    /** One segment. */
    public sealed interface Segment {
        record Literal(String text) implements Segment {}

        record Parameter(String name) implements Segment {}
    }

    /** The parameters' names in order. */
    public List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment instanceof Segment.Parameter(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return segments.stream()
                .map(segment -> switch (segment) {
                    case Segment.Literal(String text) -> text;
                    case Segment.Parameter(String name) -> "{" + name + "}";
                })
                .collect(Collectors.joining("/", "/", ""));
    }
}
