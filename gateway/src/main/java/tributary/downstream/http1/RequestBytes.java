package tributary.downstream.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import tributary.downstream.WireRequest;

/**
 * A request's head as bytes, and room behind it. It refuses, as a bug of whoever made the request, whatever could end a
 * line early or contradict the framing: a value must not be able to become a second request.
 */
final class RequestBytes {
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "accept-encoding",
            "expect",
            "te",
            "trailer",
            "upgrade");
    private static final byte[] ACCEPT = ascii("accept: application/json\r\n");
    private static final byte[] USER_AGENT = ascii("user-agent: tributary\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] EMPTY = ascii("content-length: 0\r\n");
    private static final byte[] LINE_END = ascii("\r\n");

    /** What all requests to an origin have in common. */
    static final class Common {
        private final byte[] basePath;
        private final byte[] fields;

        Common(Origin origin) {
            basePath = ascii(origin.basePath());
            fields = ascii(" HTTP/1.1\r\nhost: " + origin.hostField() + "\r\naccept-encoding: gzip\r\n");
        }
    }

    private byte[] array;
    private int length;

    /** @param scratch used as long as it is large enough */
    RequestBytes(byte[] scratch) {
        array = scratch;
    }

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    RequestBytes head(Common common, WireRequest request) {
        if (!HttpText.isToken(request.method()) || !request.target().startsWith("/")) {
            throw new IllegalArgumentException("not a method, or not a target in origin form");
        }
        text(request.method());
        append((byte) ' ');
        append(common.basePath, 0, common.basePath.length);
        target(request.target());
        append(common.fields, 0, common.fields.length);
        boolean accept = false;
        boolean userAgent = false;
        boolean contentType = false;
        for (WireRequest.Field field : request.headers()) {
            field(field);
            accept |= field.name().equals("accept");
            userAgent |= field.name().equals("user-agent");
            contentType |= field.name().equals("content-type");
        }
        if (!accept) {
            append(ACCEPT, 0, ACCEPT.length);
        }
        if (!userAgent) {
            append(USER_AGENT, 0, USER_AGENT.length);
        }
        framing(request, contentType);
        append(LINE_END, 0, 2);
        return this;
    }

    private void framing(WireRequest request, boolean contentTypeGiven) {
        WireRequest.Payload body = request.body();
        if (body == null) {
            // Without it a service could not tell an empty body from a forgotten one (RFC 9110, 8.6).
            switch (request.method()) {
                case "POST", "PUT", "PATCH" -> append(EMPTY, 0, EMPTY.length);
                default -> {}
            }
            return;
        }
        if (!contentTypeGiven) {
            field(new WireRequest.Field("content-type", body.contentType()));
        }
        append(LENGTH, 0, LENGTH.length);
        text(Integer.toString(body.bytes().length()));
        append(LINE_END, 0, 2);
    }

    private void field(WireRequest.Field field) {
        if (!HttpText.isToken(field.name()) || OURS.contains(field.name())) {
            throw new IllegalArgumentException("not a field name that may be given: " + field.name());
        }
        text(field.name());
        append((byte) ':');
        append((byte) ' ');
        text(field.value());
        append(LINE_END, 0, 2);
    }

    private void target(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("a target that is not percent-encoded");
            }
        }
        text(target);
    }

    /** Appends text that stays on its line. What is beyond ASCII goes as UTF-8, as most services read it. */
    private void text(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("CR, LF or NUL in a request's head");
            }
            if (c >= 0x80) {
                byte[] rest = text.substring(i).getBytes(StandardCharsets.UTF_8);
                staysOnItsLine(rest);
                append(rest, 0, rest.length);
                return;
            }
            array[length++] = (byte) c;
        }
    }

    private static void staysOnItsLine(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\r' || b == '\n' || b == 0) {
                throw new IllegalArgumentException("CR, LF or NUL in a request's head");
            }
        }
    }

    void append(byte[] bytes, int offset, int count) {
        room(count);
        System.arraycopy(bytes, offset, array, length, count);
        length += count;
    }

    private void append(byte b) {
        room(1);
        array[length++] = b;
    }

    private void room(int count) {
        if (array.length - length < count) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + count));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
