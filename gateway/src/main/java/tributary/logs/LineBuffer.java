package tributary.logs;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Bytes of lines, in UTF-8. Text from outside cannot end a line, begin another, or tell a terminal anything: control and
 * format characters (those of writing direction among them), other line ends, halves of characters and what is no character
 * are written as {@code \}{@code uXXXX}. Reused from line to line; not thread-safe.
 */
final class LineBuffer {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    /** What one character takes at most: two escapes. */
    private static final int LONGEST = 12;

    /** Behind what was cut. */
    private static final int MARK = '…';

    /** The types of characters that are written as they are. */
    private static final int HARMLESS;

    static {
        int harmful = 1 << Character.CONTROL
                | 1 << Character.FORMAT
                | 1 << Character.SURROGATE
                | 1 << Character.PRIVATE_USE
                | 1 << Character.UNASSIGNED
                | 1 << Character.LINE_SEPARATOR
                | 1 << Character.PARAGRAPH_SEPARATOR;
        HARMLESS = ~harmful;
    }

    private byte[] array = new byte[8 * 1024];
    private int size;
    private long second = Long.MIN_VALUE;
    private String upToSecond = "";

    int size() {
        return size;
    }

    /** Forgets what came behind the first {@code length} bytes. */
    void cutTo(int length) {
        size = length;
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(array, 0, size);
    }

    /** A text of ours, as it is. */
    LineBuffer ascii(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            array[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    LineBuffer ascii(char c) {
        reserve(1);
        array[size++] = (byte) c;
        return this;
    }

    LineBuffer number(long number) {
        if (number < 0) {
            return ascii(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits(number, digits);
    }

    private LineBuffer digits(long number, int digits) {
        reserve(digits);
        long rest = number;
        for (int i = size + digits - 1; i >= size; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** Nanoseconds as milliseconds, to a microsecond. */
    LineBuffer millis(long nanos) {
        long micros = Math.max(nanos, 0) / 1000;
        return number(micros / 1000).ascii('.').digits(micros % 1000, 3);
    }

    /** A moment, such as {@code 2026-11-21T14:02:11.042Z}. */
    LineBuffer time(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) {
            upToSecond = SECOND.format(Instant.ofEpochSecond(now));
            second = now;
        }
        return ascii(upToSecond)
                .ascii('.')
                .digits(Math.floorMod(epochMillis, 1000L), 3)
                .ascii('Z');
    }

    /** Hexadecimal, 16 digits. */
    LineBuffer hex(long number) {
        reserve(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            array[size++] = (byte) HEX[(int) (number >>> shift) & 0xF];
        }
        return this;
    }

    /** Text behind which nothing comes. */
    LineBuffer rest(String text, int most) {
        return write(text, most, false);
    }

    /** Text between quotes; a JSON string. */
    LineBuffer quoted(String text, int most) {
        ascii('"');
        write(text, most, true);
        return ascii('"');
    }

    /** Text, quoted where it would otherwise not be seen where it ends. */
    LineBuffer value(String text, int most) {
        return isPlain(text, most) ? ascii(text) : quoted(text, most);
    }

    private static boolean isPlain(String text, int most) {
        int length = text.length();
        if (length == 0 || length > most) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '"' || c == '\\' || c == '=') {
                return false;
            }
        }
        return true;
    }

    private LineBuffer write(String text, int most, boolean quoted) {
        int end = Math.min(text.length(), most);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        reserve(end);
        int i = 0;
        while (i < end) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                array[size++] = (byte) c;
                i++;
            } else {
                // All the rest as if it were plain: the plain path never has to look.
                reserve(end - i + LONGEST);
                int point = text.codePointAt(i);
                rare(point, quoted);
                i += Character.charCount(point);
            }
        }
        if (end < text.length()) {
            reserve(LONGEST);
            utf8(MARK);
        }
        return this;
    }

    private void rare(int point, boolean quoted) {
        switch (point) {
            case '"', '\\' -> {
                if (quoted) {
                    array[size++] = '\\';
                }
                array[size++] = (byte) point;
            }
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            default -> {
                if ((HARMLESS >> Character.getType(point) & 1) == 1) {
                    utf8(point);
                } else {
                    if (point > Character.MAX_VALUE) {
                        escape(Character.highSurrogate(point));
                    }
                    escape(point > Character.MAX_VALUE ? Character.lowSurrogate(point) : (char) point);
                }
            }
        }
    }

    private void escape(char c) {
        array[size++] = '\\';
        array[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            array[size++] = (byte) HEX[c >> shift & 0xF];
        }
    }

    private void utf8(int point) {
        if (point < 0x800) {
            array[size++] = (byte) (0xC0 | point >> 6);
        } else {
            if (point < 0x10000) {
                array[size++] = (byte) (0xE0 | point >> 12);
            } else {
                array[size++] = (byte) (0xF0 | point >> 18);
                array[size++] = (byte) (0x80 | (point >> 12 & 0x3F));
            }
            array[size++] = (byte) (0x80 | (point >> 6 & 0x3F));
        }
        array[size++] = (byte) (0x80 | (point & 0x3F));
    }

    private void reserve(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(size + more, array.length + (array.length >> 1)));
        }
    }
}
