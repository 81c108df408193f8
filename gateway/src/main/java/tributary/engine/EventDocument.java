package tributary.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;

/**
 * What the expressions of an event read: what those of the response read, and {@code request} beside it.
 *
 * @param about what the gateway knows of the request
 */
record EventDocument(RequestDocument plain, JsonObject about) implements JsonObject {
    @Override
    public @Nullable JsonValue get(String name) {
        return name.equals("request") ? about : plain.get(name);
    }

    @Override
    public Set<String> names() {
        return plain.names();
    }

    @Override
    public void writeTo(JsonOutput out) {
        plain.writeTo(out);
    }

    @Override
    public int roughSize() {
        return plain.roughSize();
    }
}
