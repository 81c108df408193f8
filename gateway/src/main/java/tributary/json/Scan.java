package tributary.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads scalars where they stand. Only for checked texts: nothing is checked again. */
final class Scan {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOP_BITS = EACH << 7;
    private static final long QUOTES = EACH * '"';
    private static final long BACKSLASHES = EACH * '\\';

    private Scan() {}

    /**
     * Where the characters from {@code from} stop being plain ones, at {@code limit} at the latest: plain is ASCII but
     * control characters, quotes and backslashes. Texts are mostly that, so it looks at eight bytes at a time.
     */
    static int plainCharacters(byte[] array, int from, int limit) {
        int at = from;
        for (; at <= limit - Long.BYTES; at += Long.BYTES) {
            long rare = rare((long) LONG.get(array, at));
            if (rare != 0) {
                return at + Long.numberOfTrailingZeros(rare) / Byte.SIZE;
            }
        }
        while (at < limit && isPlainCharacter(array[at])) {
            at++;
        }
        return at;
    }

    private static boolean isPlainCharacter(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    /**
     * Has the top bit set of the first byte that is not plain, and none set before it (bytes after it may borrow from
     * one another and have it set wrongly). A byte beyond ASCII has it from the start, a control character gets it when
     * a space is taken away, and a quote or a backslash when, turned into 0, it loses 1.
     */
    private static long rare(long bytes) {
        long control = bytes - EACH * ' ';
        long quote = (bytes ^ QUOTES) - EACH;
        long backslash = (bytes ^ BACKSLASHES) - EACH;
        return (bytes | control | quote | backslash) & TOP_BITS;
    }

    /** Where the string that starts at the quote {@code from} ends: after its other quote. */
    static int stringEnd(byte[] array, int from) {
        int at = from + 1;
        while (true) {
            at = plainCharacters(array, at, array.length);
            if (array[at] == '"') {
                return at + 1;
            }
            at += array[at] == '\\' ? 2 : 1;
            while (array[at] < 0) {
                at++;
            }
        }
    }

    /** Where the number or literal that starts at {@code from} ends, at {@code limit} at the latest. */
    static int wordEnd(byte[] array, int from, int limit) {
        int at = from;
        while (at < limit && isInWord(array[at])) {
            at++;
        }
        return at;
    }

    private static boolean isInWord(byte b) {
        return (b >= '0' && b <= '9') || b == '.' || b == '-' || b == '+' || (b >= 'a' && b <= 'z') || b == 'E';
    }

    /** The text of the string that starts at the quote {@code from}, escapes undone. */
    static String text(byte[] array, int from) {
        int to = stringEnd(array, from) - 1;
        String raw = new String(array, from + 1, to - from - 1, StandardCharsets.UTF_8);
        int escape = raw.indexOf('\\');
        return escape < 0 ? raw : unescape(raw, escape);
    }

    private static String unescape(String raw, int firstEscape) {
        StringBuilder text = new StringBuilder(raw.length());
        int done = 0;
        for (int escape = firstEscape; escape >= 0; escape = raw.indexOf('\\', done)) {
            text.append(raw, done, escape);
            char kind = raw.charAt(escape + 1);
            text.append(kind == 'u' ? (char) Integer.parseInt(raw, escape + 2, escape + 6, 16) : escaped(kind));
            done = escape + (kind == 'u' ? 6 : 2);
        }
        return text.append(raw, done, raw.length()).toString();
    }

    private static char escaped(char kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }

    /** Whether the string that starts at the quote {@code from} has the text {@code text}. */
    static boolean spells(byte[] array, int from, String text) {
        int at = from + 1;
        for (int i = 0; ; i++, at++) {
            byte b = array[at];
            if (b == '"') {
                return i == text.length();
            }
            if (b < 0 || b == '\\') {
                // All the same up to here: worth the trouble of undoing escapes.
                return text(array, from).equals(text);
            }
            if (i == text.length() || b != text.charAt(i)) {
                return false;
            }
        }
    }
}
