package tributary.expression;

import static tributary.expression.ArgumentType.ANY;
import static tributary.expression.ArgumentType.ARRAY;
import static tributary.expression.ArgumentType.NUMBER;
import static tributary.expression.ArgumentType.NUMBERS;
import static tributary.expression.ArgumentType.NUMBERS_OR_STRINGS;
import static tributary.expression.ArgumentType.OBJECT;
import static tributary.expression.ArgumentType.REFERENCE;
import static tributary.expression.ArgumentType.STRING;
import static tributary.expression.ArgumentType.STRINGS;
import static tributary.expression.ArgumentType.STRING_ARRAY_OR_OBJECT;
import static tributary.expression.ArgumentType.STRING_OR_ARRAY;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.expression.ExpressionException.Kind;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** All functions there are. See https://jmespath.org/specification.html#built-in-functions. */
final class Functions {
    private static final Map<String, Function> ALL = Stream.of(
                    function("abs", a -> Numbers.abs(a.number(0)), NUMBER),
                    function("avg", Numbers::average, NUMBERS),
                    function("ceil", Numbers::ceiling, NUMBER),
                    function("contains", a -> bool(contains(a.value(0), a.value(1))), STRING_OR_ARRAY, ANY),
                    function("ends_with", a -> bool(a.text(0).endsWith(a.text(1))), STRING, STRING),
                    function("floor", Numbers::floor, NUMBER),
                    function("join", a -> string(Strings.joined(a.text(0), a.elements(1))), STRING, STRINGS),
                    function("keys", a -> keys(a.object(0)), OBJECT),
                    function("length", a -> JsonNumber.of(length(a.value(0))), STRING_ARRAY_OR_OBJECT),
                    function("map", Functions::map, REFERENCE, ARRAY),
                    function("max", a -> Ordering.greatest(Ordering.elements(a)), NUMBERS_OR_STRINGS),
                    function("max_by", a -> Ordering.greatest(Ordering.keyed(a)), ARRAY, REFERENCE),
                    variadic("merge", a -> merged(a.all()), OBJECT),
                    function("min", a -> Ordering.least(Ordering.elements(a)), NUMBERS_OR_STRINGS),
                    function("min_by", a -> Ordering.least(Ordering.keyed(a)), ARRAY, REFERENCE),
                    variadic("not_null", a -> firstNotNull(a.all()), ANY),
                    function("reverse", a -> reversed(a.value(0)), STRING_OR_ARRAY),
                    function("sort", a -> Ordering.sorted(Ordering.elements(a)), NUMBERS_OR_STRINGS),
                    function("sort_by", a -> Ordering.sorted(Ordering.keyed(a)), ARRAY, REFERENCE),
                    function("starts_with", a -> bool(a.text(0).startsWith(a.text(1))), STRING, STRING),
                    function("sum", Numbers::sum, NUMBERS),
                    function("to_array", a -> toArray(a.value(0)), ANY),
                    function("to_number", a -> Numbers.parsed(a.value(0)), ANY),
                    function("to_string", a -> toString(a.value(0)), ANY),
                    function("type", a -> string(type(a.value(0))), ANY),
                    function("values", a -> Evaluator.values(a.object(0)), OBJECT))
            .collect(Collectors.toUnmodifiableMap(Function::name, f -> f));

    private Functions() {}

    /** The function {@code name}, which stands at {@code offset}. */
    static Function named(String name, int offset) throws ExpressionException {
        Function function = ALL.get(name);
        if (function == null) {
            String near = nearest(name);
            String message = "unknown function '" + name + "'" + (near == null ? "" : ", did you mean '" + near + "'?");
            throw new ExpressionException(Kind.UNKNOWN_FUNCTION, offset, message);
        }
        return function;
    }

    private static @Nullable String nearest(String name) {
        int allowed = Math.max(1, name.length() / 3);
        if (name.length() > 2 * "starts_with".length()) {
            return null;
        }
        return ALL.keySet().stream()
                .filter(known -> Strings.distance(known, name) <= allowed)
                .min(Comparator.<String>comparingInt(known -> Strings.distance(known, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse(null);
    }

    private static Function function(String name, Function.Body body, ArgumentType... takes) {
        return new Function(name, List.of(takes), false, body);
    }

    private static Function variadic(String name, Function.Body body, ArgumentType... takes) {
        return new Function(name, List.of(takes), true, body);
    }

    private static boolean contains(JsonValue subject, JsonValue search) {
        return subject instanceof JsonArray array
                ? array.values().contains(search)
                : subject instanceof JsonString text
                        && search instanceof JsonString part
                        && text.text().contains(part.text());
    }

    private static JsonValue keys(JsonObject object) {
        return JsonArray.of(object.names().stream().map(JsonString::of).toList());
    }

    private static int length(JsonValue value) {
        return switch (value) {
            case JsonString string ->
                string.text().codePointCount(0, string.text().length());
            case JsonArray array -> array.size();
            case JsonObject object -> object.names().size();
            default -> throw new IllegalArgumentException();
        };
    }

    private static JsonValue map(Arguments arguments) throws ExpressionException {
        List<JsonValue> results = new ArrayList<>();
        for (JsonValue element : arguments.elements(1)) {
            results.add(arguments.applied(0, element));
        }
        return JsonArray.of(results);
    }

    private static JsonValue merged(List<JsonValue> objects) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (JsonValue value : objects) {
            if (value instanceof JsonObject object) {
                object.names().forEach(name -> members.put(name, Evaluator.member(object, name)));
            }
        }
        return JsonObject.of(members);
    }

    private static JsonValue firstNotNull(List<JsonValue> values) {
        return values.stream()
                .filter(value -> value != JsonNull.NULL)
                .findFirst()
                .orElse(JsonNull.NULL);
    }

    private static JsonValue reversed(JsonValue value) {
        return value instanceof JsonArray array
                ? JsonArray.of(array.values().reversed())
                // Keeps surrogate pairs together, so it reverses code points.
                : string(
                        new StringBuilder(((JsonString) value).text()).reverse().toString());
    }

    private static JsonValue toArray(JsonValue value) {
        return value instanceof JsonArray ? value : JsonArray.of(List.of(value));
    }

    private static JsonValue toString(JsonValue value) {
        return value instanceof JsonString ? value : string(Strings.compactJson(value));
    }

    private static String type(JsonValue value) {
        return switch (value) {
            case JsonNull _ -> "null";
            case JsonBoolean _ -> "boolean";
            case JsonNumber _ -> "number";
            case JsonString _ -> "string";
            case JsonArray _ -> "array";
            case JsonObject _ -> "object";
        };
    }

    private static JsonValue bool(boolean value) {
        return JsonBoolean.of(value);
    }

    private static JsonValue string(String text) {
        return JsonString.of(text);
    }
}
