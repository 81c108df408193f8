package tributary.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes into which JSON is written. Grows by halves; beyond 2 GiB it throws
 * {@link OutOfMemoryError}, so whoever writes bounds what is written. Not thread-safe.
 */
public final class JsonOutput {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    // What one char takes at most: an escape.
    private static final int LONGEST = 6;

    private byte[] array;
    private int size;

    public JsonOutput() {
        this(512);
    }

    /** With room for {@code capacity} bytes before it grows. */
    public JsonOutput(int capacity) {
        array = new byte[capacity];
    }

    /** The JSON text of {@code value}. */
    public static String text(JsonValue value) {
        JsonOutput out = new JsonOutput();
        value.writeTo(out);
        return new String(out.array, 0, out.size, StandardCharsets.UTF_8);
    }

    /** Writes text that is ASCII, as it is. */
    public void ascii(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            array[size + i] = (byte) text.charAt(i);
        }
        size += length;
    }

    /** Writes a stretch of {@code array} as it is. */
    public void raw(byte[] array, int offset, int length) {
        reserve(length);
        System.arraycopy(array, offset, this.array, size, length);
        size += length;
    }

    /**
     * Writes {@code text} as a JSON string: quoted, escaped where it must be, in UTF-8; a lone surrogate as an escape.
     */
    public void string(String text) {
        int length = text.length();
        reserve(length + 2L);
        array[size++] = '"';
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                array[size++] = (byte) c;
            } else {
                // All the rest and the quote as if it were plain: the plain path never has to look.
                reserve((long) length - i + LONGEST + 1);
                i += rare(text, i, c);
            }
        }
        array[size++] = '"';
    }

    /** Writes the character at {@code i}, which is not plain ASCII; returns how many further chars it took. */
    private int rare(String text, int i, char c) {
        if (c < 0x80) {
            escape(c);
        } else if (c < 0x800) {
            array[size++] = (byte) (0xC0 | c >> 6);
            continuation(c);
        } else if (!Character.isSurrogate(c)) {
            array[size++] = (byte) (0xE0 | c >> 12);
            continuation(c >> 6);
            continuation(c);
        } else if (Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1))) {
            int point = Character.toCodePoint(c, text.charAt(i + 1));
            array[size++] = (byte) (0xF0 | point >> 18);
            continuation(point >> 12);
            continuation(point >> 6);
            continuation(point);
            return 1;
        } else {
            unicodeEscape(c);
        }
        return 0;
    }

    private void continuation(int bits) {
        array[size++] = (byte) (0x80 | (bits & 0x3F));
    }

    private void escape(char c) {
        char kind =
                switch (c) {
                    case '"', '\\' -> c;
                    case '\b' -> 'b';
                    case '\f' -> 'f';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> 'u';
                };
        if (kind == 'u') {
            unicodeEscape(c);
        } else {
            array[size++] = '\\';
            array[size++] = (byte) kind;
        }
    }

    private void unicodeEscape(char c) {
        array[size++] = '\\';
        array[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            array[size++] = (byte) HEX[c >> shift & 0xF];
        }
    }

    private void reserve(long more) {
        long needed = size + more;
        if (needed > array.length) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("JSON beyond 2 GiB");
            }
            long grown = array.length + (array.length >> 1) + 16L;
            array = Arrays.copyOf(array, (int) Math.min(Math.max(needed, grown), Integer.MAX_VALUE - 8));
        }
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /**
     * The array written into, of which the first {@link #size} bytes count; not copied, valid until more is written.
     */
    public byte[] array() {
        return array;
    }

    public void copyTo(OutputStream stream) throws IOException {
        stream.write(array, 0, size);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }
}
