package tributary.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Pieces of JSON Schema. */
final class Schemas {
    static final String SUBSTITUTED = "\\$\\{[^}]+\\}";

    private Schemas() {}

    /** {@code name, value, name, value, …} as an object. */
    static JsonObject object(Object... pairs) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            members.put((String) pairs[i], value(pairs[i + 1]));
        }
        return JsonObject.of(members);
    }

    static JsonValue value(Object value) {
        return switch (value) {
            case JsonValue json -> json;
            case String text -> JsonString.of(text);
            case Integer number -> JsonNumber.of(number);
            case Boolean bool -> JsonBoolean.of(bool);
            case List<?> list -> JsonArray.of(list.stream().map(Schemas::value).toList());
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    /** A text that matches {@code pattern}, or that {@code ${…}} puts in. */
    static JsonObject text(String pattern) {
        return object("type", "string", "pattern", "^(" + pattern + ")$|" + SUBSTITUTED);
    }

    /** Either of {@code schemas}. */
    static JsonObject either(JsonObject... schemas) {
        return object("anyOf", List.of(schemas));
    }

    /** {@code schema}, or a text with {@code ${…}} in it. */
    static JsonObject orSubstituted(JsonObject schema) {
        return either(schema, object("type", "string", "pattern", SUBSTITUTED));
    }

    static JsonObject map(JsonObject values) {
        return object("type", "object", "additionalProperties", values);
    }

    static JsonObject map(String namePattern, JsonObject values) {
        return object(
                "type", "object", "patternProperties", object(namePattern, values), "additionalProperties", false);
    }

    static JsonObject list(JsonObject elements) {
        return object("type", "array", "items", elements);
    }

    /** A property: its type's schema with the key's own description and default. */
    static JsonObject of(Key<?> key) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("description", value(key.description()));
        if (key.standard() != null) {
            members.put("default", standard(key.standard()));
        }
        for (String name : key.type().schema().names()) {
            JsonValue member = key.type().schema().get(name);
            if (member != null) {
                members.put(name, member);
            }
        }
        return JsonObject.of(members);
    }

    private static JsonValue standard(String text) {
        Node.Scalar scalar = new Node.Scalar(Place.startOf(""), text, text, text, true, 0);
        if (scalar.isBoolean()) {
            return value(Boolean.parseBoolean(text));
        }
        return scalar.isNumber() ? JsonNumber.of(new BigDecimal(text)) : value(text);
    }

    /** The names of {@code either} and whatever else, without doubles, in order. */
    static List<String> names(List<Key<?>> keys) {
        List<String> names = new ArrayList<>();
        keys.forEach(key -> names.add(key.name()));
        return names;
    }
}
