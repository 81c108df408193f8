package tributary.edge;

import java.util.LinkedHashMap;
import java.util.Map;
import tributary.downstream.Bytes;
import tributary.downstream.WireRequest.Field;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * What a job's aggregate answered, as it is kept.
 *
 * @param partial what {@code Tributary-Partial} says; empty where all is there
 */
record JobResult(JsonValue document, String partial) {
    static JobResult of(HttpAnswer answer) {
        String partial = answer.headers().stream()
                .filter(field -> field.name().equals(HttpAnswer.MISSING))
                .map(Field::value)
                .findFirst()
                .orElse("");
        return new JobResult(parsed(answer.body()), partial);
    }

    private static JsonValue parsed(Bytes bytes) {
        try {
            return JsonParser.parse(bytes.array(), bytes.offset(), bytes.length());
        } catch (JsonException e) {
            throw new IllegalStateException("we made it ourselves", e);
        }
    }

    static JobResult of(JsonValue kept) {
        if (!(kept instanceof JsonObject object)) {
            return new JobResult(JsonNull.NULL, "");
        }
        JsonValue document = object.get("document");
        return new JobResult(
                document == null ? JsonNull.NULL : document,
                object.get("partial") instanceof JsonString partial ? partial.text() : "");
    }

    JsonObject json() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("partial", JsonString.of(partial));
        members.put("document", document);
        return JsonObject.of(members);
    }
}
