package tributary.edge;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Route.Segment;
import tributary.plan.Verb;

/**
 * Finds the aggregate that answers a request.
 *
 * <p>Works on the path as it was sent: it is cut at its slashes first and decoded afterwards, so that nothing in a segment
 * becomes a slash or a dot segment. A literal segment goes before a parameter. Immutable and thread-safe.
 */
public final class Routes {
    private final Node root = new Node();

    public Routes(List<Aggregate> aggregates) {
        for (Aggregate aggregate : aggregates) {
            Node node = root;
            for (Segment segment : aggregate.route().segments()) {
                node = switch (segment) {
                    case Segment.Literal(String text) -> node.literals.computeIfAbsent(text, _ -> new Node());
                    case Segment.Parameter _ -> node.parameter();
                };
            }
            node.aggregates.put(aggregate.method(), aggregate);
        }
    }

    /** What was found. */
    public sealed interface Match {
        /** @param path the values of the route's parameters, by name */
        record Found(Aggregate aggregate, JsonObject path) implements Match {}

        /** The path is known, but not with this method. */
        record OtherMethods(Set<Verb> allowed) implements Match {}

        record Unknown() implements Match {}

        /** The path itself is no good. */
        record Malformed(String why) implements Match {}
    }

    /** @param rawPath percent-encoded, beginning with a slash */
    public Match find(@Nullable Verb verb, String rawPath) {
        String[] raw = rawPath.substring(1).split("/", -1);
        List<String> segments = new ArrayList<>(raw.length);
        if (!rawPath.equals("/")) {
            for (String each : raw) {
                String segment = PercentDecoding.decode(each, false);
                if (segment == null) {
                    return new Match.Malformed("the path holds a percent-encoding that is none, or no UTF-8");
                }
                if (segment.equals(".") || segment.equals("..")) {
                    return new Match.Malformed("the path holds a dot segment");
                }
                if (segment.chars().anyMatch(c -> c < ' ' || c == 127)) {
                    return new Match.Malformed("the path holds a control character");
                }
                segments.add(segment);
            }
        }
        Set<Verb> others = EnumSet.noneOf(Verb.class);
        Aggregate aggregate = find(root, segments, 0, verb, others);
        if (aggregate != null) {
            return new Match.Found(aggregate, parameters(aggregate, segments));
        }
        return others.isEmpty() ? new Match.Unknown() : new Match.OtherMethods(others);
    }

    /** The aggregate below {@code node}; the methods of the others that have this path are added to {@code others}. */
    private static @Nullable Aggregate find(
            Node node, List<String> segments, int depth, @Nullable Verb verb, Set<Verb> others) {
        if (depth == segments.size()) {
            Aggregate aggregate = verb == null ? null : node.aggregates.get(verb);
            if (aggregate == null) {
                others.addAll(node.aggregates.keySet());
            }
            return aggregate;
        }
        String segment = segments.get(depth);
        Node literal = node.literals.get(segment);
        Aggregate found = literal == null ? null : find(literal, segments, depth + 1, verb, others);
        if (found == null && node.parameter != null && !segment.isEmpty()) {
            found = find(node.parameter, segments, depth + 1, verb, others);
        }
        return found;
    }

    private static JsonObject parameters(Aggregate aggregate, List<String> segments) {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        List<Segment> route = aggregate.route().segments();
        for (int i = 0; i < route.size(); i++) {
            if (route.get(i) instanceof Segment.Parameter(String name)) {
                values.put(name, JsonString.of(segments.get(i)));
            }
        }
        return values.isEmpty() ? JsonObject.EMPTY : JsonObject.of(values);
    }

    /** A segment's place in the tree of all routes. Filled in the constructor, only read afterwards. */
    private static final class Node {
        private final Map<String, Node> literals = new LinkedHashMap<>();
        private final Map<Verb, Aggregate> aggregates = new LinkedHashMap<>();
        private @Nullable Node parameter;

        Node parameter() {
            Node below = parameter == null ? new Node() : parameter;
            parameter = below;
            return below;
        }
    }
}
