package tributary.edge.connection;

/** The classes of bytes that RFC 9110 and RFC 3986 build messages from. */
final class Characters {
    private static final byte TOKEN = 1;
    private static final byte TARGET = 2;
    private static final byte VALUE = 4;
    private static final byte HOST = 8;
    private static final byte[] CLASSES = classes();

    private Characters() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean visible = c > ' ' && c < 0x7f;
            if (visible && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0) {
                classes[c] |= TOKEN;
            }
            // What no part of a URI may hold unescaped is left to the path's
            // own reader, but for what could confuse a line.
            if (visible && "\"<>\\^`{|}#".indexOf(c) < 0) {
                classes[c] |= TARGET;
            }
            boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (alphanumeric || (visible && "-._~!$&'()*+,;=%".indexOf(c) >= 0)) {
                classes[c] |= HOST;
            }
            if (visible || c == ' ' || c == '\t' || c >= 0x80) {
                classes[c] |= VALUE;
            }
        }
        return classes;
    }

    static boolean isToken(byte c) {
        return (CLASSES[c & 0xff] & TOKEN) != 0;
    }

    static boolean isTarget(byte c) {
        return (CLASSES[c & 0xff] & TARGET) != 0;
    }

    /** Of a host's name (RFC 3986, 3.2.2). */
    static boolean isHost(byte c) {
        return (CLASSES[c & 0xff] & HOST) != 0;
    }

    /** Of a field's value: anything visible, blanks, and bytes beyond ASCII; no control character. */
    static boolean isValue(byte c) {
        return (CLASSES[c & 0xff] & VALUE) != 0;
    }

    /** Whether {@code in[from, to)} is {@code lower}, letters of either case. */
    static boolean equal(byte[] in, int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            int c = in[i];
            int folded = c >= 'A' && c <= 'Z' ? c + 0x20 : c;
            if (folded != lower.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }
}
