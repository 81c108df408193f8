package tributary.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: a view of a document, or a map of values. Of a member that stands there more than once the last one
 * counts, wherever the object is looked into; written as it came, all of them are there.
 *
 * <p>Another implementation answers {@code equals}, {@code hashCode} and {@code toString} with {@link #equal},
 * {@link #hash} and {@link JsonOutput#text}, so that all objects compare alike.
 */
public non-sealed interface JsonObject extends JsonValue {
    JsonObject EMPTY = of(Map.of());

    /** The member {@code name}, or null where there is none. */
    @Nullable
    JsonValue get(String name);

    /** The members' names, in the order in which each first stands; not to be changed. */
    Set<String> names();

    /** An object of these members, in the map's own order. */
    static JsonObject of(Map<String, ? extends JsonValue> members) {
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        copy.forEach((name, value) -> {
            Objects.requireNonNull(name);
            Objects.requireNonNull(value);
        });
        return new MadeObject(Collections.unmodifiableMap(copy));
    }

    /** This object with a member set: in its old place where there was one, else last. */
    default JsonObject with(String name, JsonValue value) {
        Map<String, JsonValue> members = LinkedHashMap.newLinkedHashMap(names().size() + 1);
        for (String each : names()) {
            members.put(each, Objects.requireNonNull(get(each)));
        }
        members.put(name, value);
        return of(members);
    }

    /** Whether {@code other} is an object of the same names, each with an equal value. */
    static boolean equal(JsonObject object, Object other) {
        if (object == other) {
            return true;
        }
        if (!(other instanceof JsonObject that)
                || object.names().size() != that.names().size()) {
            return false;
        }
        for (String name : object.names()) {
            if (!Objects.equals(object.get(name), that.get(name))) {
                return false;
            }
        }
        return true;
    }

    /** The hash code of every object equal to {@code object}. */
    static int hash(JsonObject object) {
        int hash = 0;
        for (String name : object.names()) {
            // A sum, because the order of members must not matter.
            hash += 31 * name.hashCode() + Objects.hashCode(object.get(name));
        }
        return hash;
    }
}
