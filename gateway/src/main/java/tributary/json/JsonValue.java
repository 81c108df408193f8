package tributary.json;

/**
 * A JSON value (RFC 8259).
 *
 * <p>A value that came from a document is a view of that document's bytes and is written byte for byte as it came,
 * numbers digit for digit; a value that was made is written compactly. Looking into a view reads no more of the
 * document than it needs to. A view keeps the whole document alive.
 *
 * <p>{@code equals} is equality of JSON values: numbers by their numeric value, objects whatever the order of their
 * members, a repeated member by its last value. Where a value came from makes no difference. {@code toString} is the
 * value's JSON text.
 *
 * <p>Immutable and thread-safe. Writing, comparing and hashing recurse once for each level of nesting, which
 * {@link JsonParser#MAX_DEPTH} bounds for views; whoever makes values bounds theirs.
 */
public sealed interface JsonValue permits JsonNull, JsonBoolean, JsonNumber, JsonString, JsonArray, JsonObject {

    /** Writes this value to {@code out}: the bytes it came as, or its compact form if it was made. */
    void writeTo(JsonOutput out);

    /**
     * About how many bytes {@link #writeTo} writes: to make room once instead of growing again and again. Exact for an array
     * or object that came in a document, a guess for what it takes longer to measure than to write.
     */
    int roughSize();
}
