package tributary.plan;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of URLs (RFC 3986, 2.1). */
final class PercentEncoding {
    private static final String HEX = "0123456789ABCDEF";
    private static final String LITERAL = "!$&'()*+,;=:@/?%";

    private PercentEncoding() {}

    /** Appends a value: everything but unreserved characters is encoded. False, and half done, if it is no Unicode text. */
    static boolean appendValue(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); ) {
            int codePoint = value.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return false;
            }
            append(out, codePoint, unreserved(codePoint));
            i += Character.charCount(codePoint);
        }
        return true;
    }

    /** Appends what the configuration's author wrote: what may stand in a URL stays, {@code %41} too. */
    static void appendLiteral(StringBuilder out, String literal) {
        literal.codePoints()
                .forEach(codePoint -> append(out, codePoint, unreserved(codePoint) || LITERAL.indexOf(codePoint) >= 0));
    }

    private static void append(StringBuilder out, int codePoint, boolean asIs) {
        if (asIs) {
            out.append((char) codePoint);
            return;
        }
        for (byte octet : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            out.append('%').append(HEX.charAt((octet >> 4) & 15)).append(HEX.charAt(octet & 15));
        }
    }

    private static boolean unreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
