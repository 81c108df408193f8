package tributary.json;

import java.util.Iterator;
import java.util.List;

/**
 * A JSON array: a view of a document, or a list of values.
 *
 * <p>Another implementation answers {@code equals}, {@code hashCode} and {@code toString} with {@link #equal},
 * {@link #hash} and {@link JsonOutput#text}, so that all arrays compare alike.
 */
public non-sealed interface JsonArray extends JsonValue {
    JsonArray EMPTY = of(List.of());

    int size();

    /** The element at {@code index}, from 0; {@link IndexOutOfBoundsException} where there is none. */
    JsonValue get(int index);

    /** The elements in order, not to be changed; cheap to ask for more than once. */
    List<JsonValue> values();

    /** An array of these values. */
    static JsonArray of(List<? extends JsonValue> values) {
        return new MadeArray(List.copyOf(values));
    }

    /** Whether {@code other} is an array of as many elements, each equal to that of {@code array}. */
    static boolean equal(JsonArray array, Object other) {
        if (array == other) {
            return true;
        }
        if (!(other instanceof JsonArray that) || array.size() != that.size()) {
            return false;
        }
        Iterator<JsonValue> theirs = that.values().iterator();
        for (JsonValue ours : array.values()) {
            if (!ours.equals(theirs.next())) {
                return false;
            }
        }
        return true;
    }

    /** The hash code of every array equal to {@code array}. */
    static int hash(JsonArray array) {
        int hash = 1;
        for (JsonValue value : array.values()) {
            hash = 31 * hash + value.hashCode();
        }
        return hash;
    }
}
