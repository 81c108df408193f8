package tributary.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that stand in one mapping, each read as its type. A key whose value is wrong stands there without a value: its
 * problem is already known, so nobody should report what follows from it.
 */
record Fields(At at, Map<Key<?>, Written<?>> values, Map<Key<?>, At> keys) {
    static final Fields NONE = new Fields(At.top(Place.startOf("")), Map.of(), Map.of());

    Fields {
        values = Map.copyOf(values);
        keys = Map.copyOf(keys);
    }

    /** The value, or the key's default. */
    <T> T get(Key<T> key) {
        T value = orNull(key);
        return value == null ? key.standardValue() : value;
    }

    <T> @Nullable T orNull(Key<T> key) {
        Written<T> written = written(key);
        return written == null ? null : written.value();
    }

    <T> T or(Key<T> key, T otherwise) {
        T value = orNull(key);
        return value == null ? otherwise : value;
    }

    /** The value and its place; null where the key does not stand there or its value is wrong. */
    @SuppressWarnings("unchecked") // Section put it there as the key's own type read it
    <T> @Nullable Written<T> written(Key<T> key) {
        return (Written<T>) values.get(key);
    }

    /** Whether the key stands there, its value right or wrong. */
    boolean has(Key<?> key) {
        return keys.containsKey(key);
    }

    /** The place of the key, or of the whole where it does not stand there. */
    Place place(Key<?> key) {
        return keys.getOrDefault(key, at).place();
    }
}
