package tributary.downstream.http1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.downstream.WireRequest;

/**
 * Reads the head of one answer strictly as RFC 9112 has it: what two readers could understand in two ways is refused,
 * because the wrong way hands one request's answer to another.
 *
 * <p>Limits: {@value #MOST_BYTES} bytes and {@value #MOST_FIELDS} fields, interim answers and trailers among them, and
 * {@value #MOST_INTERIM} interim answers, which are skipped.
 */
final class HeadReader {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_FIELDS = 1_000;
    private static final int MOST_INTERIM = 10;
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    /** {@code HTTP/1.1 200 }: the reason may be empty, the space before it not. */
    private static final int SHORTEST_STATUS_LINE = 13;

    private final Connection connection;
    private int bytesLeft = MOST_BYTES;
    private int fieldsLeft = MOST_FIELDS;
    private boolean version11;

    HeadReader(Connection connection) {
        this.connection = connection;
    }

    /** @param toHead whether the request was a HEAD, whose answer has no body whatever it says */
    AnswerHead read(boolean toHead) throws IOException {
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            int status = statusLine();
            List<WireRequest.Field> fields = fields();
            if (status >= 200) {
                return head(status, fields, toHead);
            }
            if (status == 101) {
                throw WireException.malformed("switched protocols unasked");
            }
        }
        throw WireException.malformed("too many interim answers");
    }

    /** Reads and drops the fields behind a chunked body. */
    void trailers() throws IOException {
        List<WireRequest.Field> _ = fields();
    }

    private int line() throws IOException {
        int length = connection.line(bytesLeft - 2);
        if (length < 0) {
            throw new WireException(new Failure.TooLarge("the head is larger than " + MOST_BYTES + " bytes"));
        }
        bytesLeft -= length + 2;
        return length;
    }

    private int statusLine() throws IOException {
        int length = line();
        byte[] buffer = connection.buffer();
        int at = connection.lineStart();
        boolean good = length >= SHORTEST_STATUS_LINE && buffer[at + 8] == ' ' && buffer[at + 12] == ' ';
        for (int i = 0; good && i < VERSION.length; i++) {
            good = buffer[at + i] == VERSION[i];
        }
        for (int i = SHORTEST_STATUS_LINE; good && i < length; i++) {
            good = HttpText.inValue(buffer[at + i]);
        }
        int status = good ? status(buffer, at + 9) : 0;
        if (status < 100 || status > 599 || (buffer[at + 7] != '1' && buffer[at + 7] != '0')) {
            throw WireException.malformed("a malformed status line");
        }
        version11 = buffer[at + 7] == '1';
        return status;
    }

    private static int status(byte[] buffer, int at) {
        int status = 0;
        for (int i = at; i < at + 3; i++) {
            if (buffer[i] < '0' || buffer[i] > '9') {
                return 0;
            }
            status = 10 * status + buffer[i] - '0';
        }
        return status;
    }

    private List<WireRequest.Field> fields() throws IOException {
        List<WireRequest.Field> fields = new ArrayList<>();
        for (int length = line(); length > 0; length = line()) {
            if (--fieldsLeft < 0) {
                throw new WireException(new Failure.TooLarge("more than " + MOST_FIELDS + " header fields"));
            }
            WireRequest.Field field = field(connection.buffer(), connection.lineStart(), length);
            if (field != null) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** Checks a field; null where nobody reads it, which is most of what services send. */
    private static WireRequest.@Nullable Field field(byte[] buffer, int start, int length) throws WireException {
        int end = start + length;
        int colon = start;
        while (colon < end && HttpText.inToken(buffer[colon])) {
            if (buffer[colon] >= 'A' && buffer[colon] <= 'Z') {
                buffer[colon] |= 0x20;
            }
            colon++;
        }
        // A folded line begins with a space and ends up here too, as do an empty name and a space before the colon.
        if (colon == start || colon == end || buffer[colon] != ':') {
            throw WireException.malformed("a malformed header field");
        }
        int from = colon + 1;
        while (from < end && blank(buffer[from])) {
            from++;
        }
        while (end > from && blank(buffer[end - 1])) {
            end--;
        }
        for (int i = from; i < end; i++) {
            if (!HttpText.inValue(buffer[i])) {
                throw WireException.malformed("a control character in a header field");
            }
        }
        String name = ReadFields.name(buffer, start, colon - start);
        return name == null
                ? null
                : new WireRequest.Field(name, new String(buffer, from, end - from, StandardCharsets.ISO_8859_1));
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    private AnswerHead head(int status, List<WireRequest.Field> fields, boolean toHead) throws WireException {
        long length = -1;
        boolean chunked = false;
        boolean close = !version11;
        for (WireRequest.Field field : fields) {
            switch (field.name()) {
                case "content-length" -> {
                    if (length >= 0) {
                        throw WireException.malformed("two lengths");
                    }
                    length = length(field.value());
                }
                case "transfer-encoding" -> {
                    if (chunked || !version11 || !field.value().equalsIgnoreCase("chunked")) {
                        throw WireException.malformed("a transfer coding that is not just chunked");
                    }
                    chunked = true;
                }
                case "connection" -> close |= HttpText.lists(field.value(), "close");
                default -> {}
            }
        }
        if (chunked && length >= 0) {
            throw WireException.malformed("a length and a transfer coding");
        }
        if (toHead || status == 204 || status == 304) {
            // If it announces a body, a careless service may send one yet, perhaps late: not worth the risk.
            boolean doubtful = chunked || length > 0;
            return new AnswerHead(status, fields, new AnswerHead.Framing.Length(0), !close && !doubtful);
        }
        return new AnswerHead(status, fields, framing(chunked, length), !close && (chunked || length >= 0));
    }

    private static AnswerHead.Framing framing(boolean chunked, long length) {
        if (chunked) {
            return new AnswerHead.Framing.Chunked();
        }
        return length >= 0 ? new AnswerHead.Framing.Length(length) : new AnswerHead.Framing.ToClose();
    }

    private static long length(String text) throws WireException {
        boolean digits = !text.isEmpty() && text.length() <= 18;
        for (int i = 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw WireException.malformed("a length that is none");
        }
        return Long.parseLong(text);
    }
}
