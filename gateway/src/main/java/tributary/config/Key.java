package tributary.config;

import org.jspecify.annotations.Nullable;

/**
 * A key of a section: one row of the reference, one property of the schema, one thing to read.
 *
 * @param standard the default as one would write it; null where there is none
 * @param description one or two sentences, Markdown
 */
record Key<T>(String name, Type<T> type, @Nullable String standard, boolean required, String description) {
    static <T> Key<T> of(String name, Type<T> type, String standard, String description) {
        return new Key<>(name, type, standard, false, description);
    }

    static <T> Key<T> optional(String name, Type<T> type, String description) {
        return new Key<>(name, type, null, false, description);
    }

    static <T> Key<T> required(String name, Type<T> type, String description) {
        return new Key<>(name, type, null, true, description);
    }

    /** What the key means where it does not stand. */
    T standardValue() {
        if (standard == null) {
            throw new IllegalStateException(name + " has no default");
        }
        Place nowhere = Place.startOf("");
        Node written = new Node.Scalar(nowhere, standard, standard, standard, true, 0);
        T value = type.reader().read(At.top(nowhere), written, new Problems());
        if (value == null) {
            throw new IllegalStateException(name + " cannot be " + standard);
        }
        return value;
    }
}
