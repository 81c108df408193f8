package tributary.json;

/**
 * Bytes that are no JSON text. The message says what is wrong and where ("at byte 17"), and never holds what stands
 * there.
 */
public final class JsonException extends Exception {
    private final int offset;

    /** The message is {@code problem} and the place. */
    public JsonException(String problem, int offset) {
        // Without a stack trace: what is wrong lies in the text, not in the code, and texts come from anybody.
        super(problem + ", at byte " + offset, null, false, false);
        this.offset = offset;
    }

    /** Where, in bytes from the first one looked at. */
    public int offset() {
        return offset;
    }
}
