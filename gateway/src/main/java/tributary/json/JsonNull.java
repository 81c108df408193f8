package tributary.json;

/** The JSON value {@code null}. */
public enum JsonNull implements JsonValue {
    NULL;

    @Override
    public void writeTo(JsonOutput out) {
        out.ascii("null");
    }

    @Override
    public int roughSize() {
        return 4;
    }

    @Override
    public String toString() {
        return "null";
    }
}
