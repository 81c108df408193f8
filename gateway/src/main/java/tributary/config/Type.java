package tributary.config;

import org.jspecify.annotations.Nullable;
import tributary.json.JsonObject;

/**
 * What a key's value may be.
 *
 * @param label for people: {@code duration}
 * @param schema the same as a JSON Schema
 */
record Type<T>(String label, JsonObject schema, Reader<T> reader) {
    /** Makes a value of what was written. */
    interface Reader<T> {
        /** The value, or null where it is wrong, which is then a problem. */
        @Nullable
        T read(At at, Node node, Problems problems);
    }
}
