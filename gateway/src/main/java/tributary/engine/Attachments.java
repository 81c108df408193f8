package tributary.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import tributary.expression.PlainPath.Step;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonValue;

/**
 * Finds the elements that a plain path leads to, and puts results into them. Both walk alike, so the n-th result meets the
 * n-th element. Where the path ends at an array its elements are meant, with or without a closing {@code []}; nulls and what
 * is not there are no elements, as in JMESPath.
 */
final class Attachments {
    private Attachments() {}

    /** The elements below {@code base}, in the order in which they stand; none where the path leads nowhere. */
    static List<JsonValue> elements(JsonValue base, List<Step> path) {
        List<JsonValue> found = new ArrayList<>();
        collect(base, path, found);
        return found;
    }

    private static void collect(JsonValue value, List<Step> path, List<JsonValue> found) {
        if (path.isEmpty()) {
            switch (value) {
                case JsonNull _ -> {}
                case JsonArray array -> array.values().forEach(element -> collect(element, path, found));
                default -> found.add(value);
            }
            return;
        }
        List<Step> rest = path.subList(1, path.size());
        switch (path.getFirst()) {
            case Step.Each() -> {
                if (value instanceof JsonArray array) {
                    array.values().forEach(element -> collect(element, rest, found));
                }
            }
            case Step.Member(String name) -> {
                JsonValue member = value instanceof JsonObject object ? object.get(name) : null;
                if (member != null) {
                    collect(member, rest, found);
                }
            }
        }
    }

    /**
     * {@code base} with the next of {@code results} as {@code member} of each element below it. What the path does not touch
     * stays byte for byte as it was. An element that is no object takes its result and stays as it is.
     */
    static JsonValue attach(JsonValue base, List<Step> path, String member, Iterator<JsonValue> results) {
        if (path.isEmpty()) {
            return switch (base) {
                case JsonNull none -> none;
                case JsonArray array -> each(array, path, member, results);
                case JsonObject object -> object.with(member, results.next());
                default -> {
                    results.next();
                    yield base;
                }
            };
        }
        List<Step> rest = path.subList(1, path.size());
        return switch (path.getFirst()) {
            case Step.Each() -> base instanceof JsonArray array ? each(array, rest, member, results) : base;
            case Step.Member(String name) -> {
                JsonValue below = base instanceof JsonObject object ? object.get(name) : null;
                yield below == null ? base : ((JsonObject) base).with(name, attach(below, rest, member, results));
            }
        };
    }

    private static JsonValue each(JsonArray array, List<Step> rest, String member, Iterator<JsonValue> results) {
        List<JsonValue> made = new ArrayList<>(array.size());
        array.values().forEach(element -> made.add(attach(element, rest, member, results)));
        return JsonArray.of(made);
    }
}
