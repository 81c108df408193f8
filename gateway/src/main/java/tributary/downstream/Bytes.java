package tributary.downstream;

/**
 * A stretch of bytes that nobody changes any more: {@code length} bytes of {@code array} from {@code offset}. A record of
 * an array on purpose: bodies are handed on without a copy; equality is identity of the array.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Bytes(byte[] array, int offset, int length) {
    public static final Bytes NONE = new Bytes(new byte[0], 0, 0);

    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }
}
