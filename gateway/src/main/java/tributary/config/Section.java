package tributary.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonObject;
import tributary.json.JsonValue;

/**
 * A mapping with known keys.
 *
 * @param path where it stands, names that users choose in capitals: {@code services.NAME}; empty for the whole file
 * @param prose what it is for, Markdown
 * @param example YAML
 */
record Section(String path, String prose, String example, List<Key<?>> keys) {
    Section {
        keys = List.copyOf(keys);
    }

    Type<Fields> type() {
        return new Type<>("mapping", schema(), this::read);
    }

    @Nullable
    Key<?> key(String name) {
        for (Key<?> key : keys) {
            if (key.name().equals(name)) {
                return key;
            }
        }
        return null;
    }

    @Nullable
    Fields read(At at, Node node, Problems problems) {
        if (!(node instanceof Node.Mapping mapping)) {
            String names =
                    String.join(", ", keys.stream().limit(4).map(Key::name).toList());
            Types.wrong(
                    at, node, "expected a mapping with keys such as " + names + ", found " + node.found(), problems);
            return null;
        }
        Map<Key<?>, Written<?>> values = new HashMap<>();
        Map<Key<?>, At> places = new HashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            At inner = at.key(entry.key());
            Key<?> key = key(entry.name());
            if (key == null) {
                UnknownKey.report(this, inner, entry.name(), problems);
                continue;
            }
            places.put(key, inner);
            Written<?> written = value(key, inner, entry.value(), problems);
            if (written != null) {
                values.put(key, written);
            }
        }
        for (Key<?> key : keys) {
            if (key.required() && !places.containsKey(key)) {
                problems.error(at.place(), at + " lacks '" + key.name() + "'");
            }
        }
        return new Fields(at, values, places);
    }

    private static <T> @Nullable Written<T> value(Key<T> key, At at, Node node, Problems problems) {
        T value = key.type().reader().read(at, node, problems);
        return value == null ? null : new Written<>(at, node, value);
    }

    private JsonObject schema() {
        Map<String, JsonValue> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (Key<?> key : keys) {
            properties.put(key.name(), Schemas.of(key));
            if (key.required()) {
                required.add(key.name());
            }
        }
        for (LaterKeys.Row row : LaterKeys.of(path)) {
            if (!row.matters()) {
                properties.put(row.name(), Schemas.object("description", "Has no effect in this version yet."));
            }
        }
        Map<String, JsonValue> schema = new LinkedHashMap<>();
        schema.put("type", Schemas.value("object"));
        schema.put("additionalProperties", Schemas.value(false));
        if (!required.isEmpty()) {
            schema.put("required", Schemas.value(required));
        }
        schema.put("properties", JsonObject.of(properties));
        return JsonObject.of(schema);
    }
}
