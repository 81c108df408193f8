package tributary.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** What each node means. Knows nothing but its arguments; recurses as deep as the tree is high. */
final class Evaluator {
    private Evaluator() {}

    static JsonValue evaluate(Node node, JsonValue current) throws ExpressionException {
        return switch (node) {
            case Node.Current _ -> current;
            case Node.Field field -> member(current, field.name());
            case Node.Literal literal -> literal.value();
            case Node.Sub sub -> evaluate(sub.right(), evaluate(sub.left(), current));
            case Node.Pipe pipe -> evaluate(pipe.right(), evaluate(pipe.left(), current));
            case Node.Index index -> element(current, index.index());
            case Node.Slice slice -> current instanceof JsonArray array ? slice(slice, array) : JsonNull.NULL;
            case Node.Flatten _ -> current instanceof JsonArray array ? flattened(array) : JsonNull.NULL;
            case Node.Values _ -> current instanceof JsonObject object ? values(object) : JsonNull.NULL;
            case Node.Filter filter ->
                current instanceof JsonArray array ? filtered(array, filter.condition()) : JsonNull.NULL;
            case Node.Projection projection ->
                evaluate(projection.source(), current) instanceof JsonArray array
                        ? projected(array, projection.each())
                        : JsonNull.NULL;
            case Node.MultiList list -> current == JsonNull.NULL ? current : list(list, current);
            case Node.MultiHash hash -> current == JsonNull.NULL ? current : hash(hash, current);
            case Node.Or or -> {
                JsonValue left = evaluate(or.left(), current);
                yield isTruthy(left) ? left : evaluate(or.right(), current);
            }
            case Node.And and -> {
                JsonValue left = evaluate(and.left(), current);
                yield isTruthy(left) ? evaluate(and.right(), current) : left;
            }
            case Node.Not not -> JsonBoolean.of(!isTruthy(evaluate(not.operand(), current)));
            case Node.Comparison comparison ->
                compared(
                        comparison.comparator(),
                        evaluate(comparison.left(), current),
                        evaluate(comparison.right(), current));
            case Node.Call call -> call.function().apply(call.arguments(), current);
        };
    }

    /** Everything but {@code null}, {@code false} and what is empty; 0 too. */
    static boolean isTruthy(JsonValue value) {
        return switch (value) {
            case JsonNull _ -> false;
            case JsonBoolean bool -> bool == JsonBoolean.TRUE;
            case JsonNumber _ -> true;
            case JsonString string -> !string.text().isEmpty();
            case JsonArray array -> array.size() > 0;
            case JsonObject object -> !object.names().isEmpty();
        };
    }

    static JsonArray values(JsonObject object) {
        List<JsonValue> values = new ArrayList<>(object.names().size());
        for (String name : object.names()) {
            values.add(member(object, name));
        }
        return JsonArray.of(values);
    }

    static JsonValue member(JsonValue current, String name) {
        JsonValue value = current instanceof JsonObject object ? object.get(name) : null;
        return value == null ? JsonNull.NULL : value;
    }

    private static JsonValue element(JsonValue current, int index) {
        if (!(current instanceof JsonArray array)) {
            return JsonNull.NULL;
        }
        int at = index < 0 ? array.size() + index : index;
        return at >= 0 && at < array.size() ? array.get(at) : JsonNull.NULL;
    }

    private static JsonArray slice(Node.Slice slice, JsonArray array) {
        int size = array.size();
        int step = slice.step();
        long start = bound(slice.start(), step > 0 ? 0 : size - 1, size, step);
        long stop = bound(slice.stop(), step > 0 ? size : -1, size, step);
        List<JsonValue> taken = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            taken.add(array.get((int) i));
        }
        return JsonArray.of(taken);
    }

    private static int bound(@Nullable Integer written, int otherwise, int size, int step) {
        if (written == null) {
            return otherwise;
        }
        int at = written < 0 ? written + size : written;
        // Backwards, the place before the first element is a bound, too.
        return step > 0 ? Math.clamp(at, 0, size) : Math.clamp(at, -1, size - 1);
    }

    private static JsonArray flattened(JsonArray array) {
        if (array.values().stream().noneMatch(JsonArray.class::isInstance)) {
            return array;
        }
        List<JsonValue> flat = new ArrayList<>();
        for (JsonValue value : array.values()) {
            if (value instanceof JsonArray inner) {
                flat.addAll(inner.values());
            } else {
                flat.add(value);
            }
        }
        return JsonArray.of(flat);
    }

    private static JsonArray filtered(JsonArray array, Node condition) throws ExpressionException {
        List<JsonValue> kept = new ArrayList<>();
        for (JsonValue value : array.values()) {
            if (isTruthy(evaluate(condition, value))) {
                kept.add(value);
            }
        }
        return JsonArray.of(kept);
    }

    private static JsonArray projected(JsonArray array, Node each) throws ExpressionException {
        if (each instanceof Node.Current && !array.values().contains(JsonNull.NULL)) {
            // The array itself: as a view it is written without being taken apart.
            return array;
        }
        List<JsonValue> results = new ArrayList<>(array.size());
        for (JsonValue value : array.values()) {
            JsonValue result = evaluate(each, value);
            if (result != JsonNull.NULL) {
                results.add(result);
            }
        }
        return JsonArray.of(results);
    }

    private static JsonArray list(Node.MultiList list, JsonValue current) throws ExpressionException {
        List<JsonValue> values = new ArrayList<>(list.elements().size());
        for (Node element : list.elements()) {
            values.add(evaluate(element, current));
        }
        return JsonArray.of(values);
    }

    private static JsonObject hash(Node.MultiHash hash, JsonValue current) throws ExpressionException {
        Map<String, JsonValue> values = new LinkedHashMap<>();
        for (Node.Member member : hash.members()) {
            values.put(member.name(), evaluate(member.value(), current));
        }
        return JsonObject.of(values);
    }

    private static JsonValue compared(Node.Comparator comparator, JsonValue left, JsonValue right) {
        return switch (comparator) {
            case EQUAL -> JsonBoolean.of(left.equals(right));
            case NOT_EQUAL -> JsonBoolean.of(!left.equals(right));
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                left instanceof JsonNumber a && right instanceof JsonNumber b
                        ? JsonBoolean.of(holds(comparator, a.compareTo(b)))
                        : JsonNull.NULL;
        };
    }

    private static boolean holds(Node.Comparator comparator, int order) {
        return switch (comparator) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }
}
