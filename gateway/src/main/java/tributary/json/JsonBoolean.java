package tributary.json;

/** The JSON values {@code true} and {@code false}. */
public enum JsonBoolean implements JsonValue {
    TRUE,
    FALSE;

    public static JsonBoolean of(boolean value) {
        return value ? TRUE : FALSE;
    }

    @Override
    public void writeTo(JsonOutput out) {
        out.ascii(toString());
    }

    @Override
    public int roughSize() {
        return 5;
    }

    @Override
    public String toString() {
        return this == TRUE ? "true" : "false";
    }
}
