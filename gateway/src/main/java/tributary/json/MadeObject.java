package tributary.json;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of values that already are. The map is never changed: {@link JsonObject#of} made it. */
record MadeObject(Map<String, JsonValue> members) implements JsonObject {

    @Override
    public @Nullable JsonValue get(String name) {
        return members.get(name);
    }

    @Override
    public Set<String> names() {
        return members.keySet();
    }

    @Override
    public void writeTo(JsonOutput out) {
        out.ascii("{");
        boolean first = true;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            if (!first) {
                out.ascii(",");
            }
            first = false;
            out.string(member.getKey());
            out.ascii(":");
            member.getValue().writeTo(out);
        }
        out.ascii("}");
    }

    @Override
    public int roughSize() {
        int size = 2;
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
            // Quotes, colon and comma; text that is not ASCII takes more, and then the output grows.
            size += member.getKey().length() + 4 + member.getValue().roughSize();
        }
        return size;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && JsonObject.equal(this, other);
    }

    @Override
    public int hashCode() {
        return JsonObject.hash(this);
    }

    @Override
    public String toString() {
        return JsonOutput.text(this);
    }
}
