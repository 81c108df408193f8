package tributary.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Checks JSON texts and makes values of them. */
public final class JsonParser {
    /** Arrays and objects within one another beyond which a text is refused. */
    public static final int MAX_DEPTH = 1000;

    /** Bytes beyond which a text is refused; the index of a longer one might not fit into an array. */
    public static final int MAX_LENGTH = 1 << 30;

    private JsonParser() {}

    /**
     * The value that {@code length} bytes of {@code array} from {@code offset} spell, as a view of them: they are not
     * copied and must not change. Checks that they are one well-formed JSON text (RFC 8259) in well-formed UTF-8,
     * nested no deeper than {@link #MAX_DEPTH}; a byte order mark before it is skipped. Takes time in proportion to
     * {@code length} and next to no memory: what looking into the value costs, {@code Document} says.
     */
    public static JsonValue parse(byte[] array, int offset, int length) throws JsonException {
        return new Checker(array, offset, length).root();
    }

    /** The value that {@code text} spells. Offsets in a {@link JsonException} count its bytes in UTF-8. */
    public static JsonValue parse(String text) throws JsonException {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return parse(bytes.array(), bytes.arrayOffset(), bytes.limit());
        } catch (CharacterCodingException e) {
            // getBytes would have put a question mark there, silently.
            throw new JsonException("text with a lone surrogate", 0);
        }
    }
}
