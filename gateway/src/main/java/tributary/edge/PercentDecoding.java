package tributary.edge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Undoes percent-encoding (RFC 3986, 2.1), strictly. */
final class PercentDecoding {
    private PercentDecoding() {}

    /**
     * The text that {@code encoded} stands for; null where a percent sign is not followed by two hexadecimal digits, a
     * character could not stand there unencoded, or the octets are no well-formed UTF-8.
     *
     * @param form whether a plus stands for a blank, as forms have it in queries
     */
    static @Nullable String decode(String encoded, boolean form) {
        if (plain(encoded, form)) {
            return encoded;
        }
        byte[] octets = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
                if (low < 0) {
                    return null;
                }
                octets[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c <= ' ' || c >= 127) {
                return null;
            } else {
                octets[length++] = (byte) (c == '+' && form ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean plain(String encoded, boolean form) {
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%' || c <= ' ' || c >= 127 || (form && c == '+')) {
                return false;
            }
        }
        return true;
    }
}
