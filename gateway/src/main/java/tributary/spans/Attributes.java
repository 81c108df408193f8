package tributary.spans;

/** Adds attributes to a message, each in its field {@code field}. Those without a value are left out. Not thread-safe. */
record Attributes(Message of, int field) {
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int TEXT = 1;
    private static final int FLAG = 2;
    private static final int NUMBER = 3;

    Attributes text(String key, String value) {
        return value.isEmpty() ? this : add(key, new Message().text(TEXT, value));
    }

    Attributes number(String key, long value) {
        return add(key, new Message().number(NUMBER, value));
    }

    /** Left out where it is 0. */
    Attributes count(String key, long value) {
        return value == 0 ? this : number(key, value);
    }

    /** Left out where it is false. */
    Attributes flag(String key, boolean value) {
        return value ? add(key, new Message().number(FLAG, 1)) : this;
    }

    private Attributes add(String key, Message value) {
        of.message(field, new Message().text(KEY, key).message(VALUE, value));
        return this;
    }
}
