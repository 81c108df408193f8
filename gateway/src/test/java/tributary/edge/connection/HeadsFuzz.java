package tributary.edge.connection;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import tributary.edge.connection.Refusal.Refused;
import tributary.plan.ClientLimits;

/**
 * Any bytes as a request's head: refused, unfinished or taken, alike however slowly they come; and what is taken can be read
 * in one way only, which is checked once more with other means.
 */
public final class HeadsFuzz {
    private static final ClientLimits LIMITS = ClientLimits.of(1024, 4096);
    private static final int REFUSED = -2;

    private static final Pattern REQUEST_LINE =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64} [!-~&&[^\"<>\\\\^`{|}#]]+ HTTP/1\\.1");
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([ -~\\t\\x80-\\xff]*?)[ \\t]*");

    private HeadsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        HeadCheck check = new HeadCheck(LIMITS);
        int length = checked(check, data, data.length, data.length);
        if (length >= 0) {
            taken(check, data, length);
            // The same instance serves the next message.
            check.reset();
            check(checked(check, data, data.length, data.length) == length, "otherwise the second time");
        }
        CRC32 crc = new CRC32();
        crc.update(data);
        inPieces(data, length, 1);
        inPieces(data, length, 2 + (int) (crc.getValue() % 50));
    }

    private static void inPieces(byte[] data, int length, int piece) {
        HeadCheck check = new HeadCheck(LIMITS);
        int end = -1;
        for (int to = 0; end == -1 && to < data.length; ) {
            to = Math.min(data.length, to + piece);
            end = checked(check, data, to, data.length);
        }
        check(end == length, length + " at once, but " + end + " in pieces of " + piece);
    }

    /** In a buffer with bytes before and behind, which must not be looked at. */
    private static int checked(HeadCheck check, byte[] data, int to, int longest) {
        byte[] in = new byte[longest + 6];
        Arrays.fill(in, (byte) '\n');
        System.arraycopy(data, 0, in, 3, to);
        try {
            int length = check.check(in, 3, 3 + to);
            check(length >= -1 && length <= to, "a head of " + length);
            return length;
        } catch (Refused e) {
            check(
                    e.refusal().isSilent() || e.refusal().toBytes(Refusal.newId()).length > 100,
                    "refused without a word");
            return REFUSED;
        }
    }

    private static void taken(HeadCheck check, byte[] data, int length) {
        String head = new String(data, check.start(), length - check.start(), StandardCharsets.ISO_8859_1);
        check(head.endsWith("\r\n\r\n"), "no end");
        String[] lines = head.substring(0, head.length() - 4).split("\r\n", -1);
        check(REQUEST_LINE.matcher(lines[0]).matches(), "no request line");
        int hosts = 0;
        int lengths = 0;
        int codings = 0;
        long bodyLength = 0;
        for (int i = 1; i < lines.length; i++) {
            var field = FIELD.matcher(lines[i]);
            check(field.matches(), "no field: " + lines[i]);
            String value = field.group(2);
            switch (field.group(1).toLowerCase(Locale.ROOT)) {
                case "host" -> hosts++;
                case "content-length" -> {
                    lengths++;
                    check(value.matches("[0-9]{1,18}"), "no length");
                    bodyLength = Long.parseLong(value);
                }
                case "transfer-encoding" -> {
                    codings++;
                    check(value.toLowerCase(Locale.ROOT).equals("chunked"), "another coding");
                }
                default -> {}
            }
        }
        check(hosts == 1 && lengths + codings <= 1, "a head of two meanings");
        check(check.bodyLength() == (codings == 1 ? HeadCheck.CHUNKED : bodyLength), "another body");
        check(length - check.start() <= LIMITS.maxHeaderSize(), "a head beyond the limit");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
