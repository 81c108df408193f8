package tributary.config;

import java.util.LinkedHashMap;
import java.util.Map;
import tributary.json.JsonObject;
import tributary.json.JsonValue;

/**
 * The configuration's JSON Schema (2020-12), for editors: completion, descriptions, and the mistakes that can be seen
 * without knowing what the names mean. Made of the same tables the configuration is read by. Stateless.
 */
public final class ConfigurationSchema {
    private ConfigurationSchema() {}

    /** The schema as a JSON text that ends with a newline. */
    public static String json() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("$schema", Schemas.value("https://json-schema.org/draft/2020-12/schema"));
        members.put("title", Schemas.value("Tributary configuration"));
        JsonObject root = RootKeys.ROOT.type().schema();
        for (String name : root.names()) {
            JsonValue member = root.get(name);
            if (member != null) {
                members.put(name, member);
            }
        }
        return PrettyJson.of(JsonObject.of(members));
    }
}
