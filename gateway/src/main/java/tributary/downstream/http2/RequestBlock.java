package tributary.downstream.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tributary.downstream.WireRequest;
import tributary.downstream.http1.HttpText;
import tributary.downstream.http1.Origin;

/**
 * Makes the header blocks of requests to one origin (RFC 9113, 8.3.1; RFC 7541). It refuses, as a bug of whoever made the
 * request, what does not belong into one. Thread-safe.
 *
 * <p>Nothing is put into the service's table: blocks do not depend on each other, and are made by whoever makes the exchange
 * before any lock is taken. It costs some hundred bytes a request on the wire.
 */
final class RequestBlock {
    /** Those that the wire writes itself, and those that belong to a connection of HTTP/1.1 (RFC 9113, 8.2.2). */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "http2-settings",
            "accept-encoding",
            "expect",
            "te",
            "trailer",
            "upgrade");

    private static final Map<String, Integer> NUMBERS = IntStream.rangeClosed(1, StaticTable.SIZE)
            .boxed()
            .collect(Collectors.toMap(
                    number -> StaticTable.field(number).name(), number -> number, (first, _) -> first));

    private static final int METHOD = 2;
    private static final int PATH = 4;
    private static final int SCHEME_HTTP = 6;
    private static final int SCHEME_HTTPS = 7;

    private final String basePath;
    private final byte[] common;

    RequestBlock(Origin origin) {
        basePath = origin.basePath();
        Bytes bytes = new Bytes();
        bytes.integer(0x80, 7, origin.https() ? SCHEME_HTTPS : SCHEME_HTTP);
        bytes.field(":authority", origin.hostField());
        bytes.field("accept-encoding", "gzip");
        common = bytes.toByteArray();
    }

    byte[] of(WireRequest request) {
        if (!HttpText.isToken(request.method()) || !request.target().startsWith("/")) {
            throw new IllegalArgumentException("not a method, or not a target in origin form");
        }
        Bytes bytes = new Bytes();
        if (request.method().equals("GET")) {
            bytes.integer(0x80, 7, METHOD);
        } else {
            bytes.literal(METHOD, request.method());
        }
        bytes.literal(PATH, path(request.target()));
        bytes.writeBytes(common);
        boolean accept = false;
        boolean userAgent = false;
        boolean contentType = false;
        for (WireRequest.Field field : request.headers()) {
            if (!HttpText.isToken(field.name()) || OURS.contains(field.name()) || upper(field.name())) {
                throw new IllegalArgumentException("not a field name that may be given: " + field.name());
            }
            bytes.field(field.name(), onItsLine(field.value()));
            accept |= field.name().equals("accept");
            userAgent |= field.name().equals("user-agent");
            contentType |= field.name().equals("content-type");
        }
        if (!accept) {
            bytes.field("accept", "application/json");
        }
        if (!userAgent) {
            bytes.field("user-agent", "tributary");
        }
        framing(request, contentType, bytes);
        return bytes.toByteArray();
    }

    /** The length: a stream's end says it too, but services look for it (RFC 9110, 8.6). */
    private static void framing(WireRequest request, boolean contentTypeGiven, Bytes bytes) {
        WireRequest.Payload body = request.body();
        if (body == null) {
            switch (request.method()) {
                case "POST", "PUT", "PATCH" -> bytes.field("content-length", "0");
                default -> {}
            }
            return;
        }
        if (!contentTypeGiven) {
            bytes.field("content-type", onItsLine(body.contentType()));
        }
        bytes.field("content-length", Integer.toString(body.bytes().length()));
    }

    private String path(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("a target that is not percent-encoded");
            }
        }
        return basePath + target;
    }

    private static boolean upper(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 'A' && name.charAt(i) <= 'Z') {
                return true;
            }
        }
        return false;
    }

    private static String onItsLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("CR, LF or NUL in a request's head");
            }
        }
        // A service would have to refuse the request for it (RFC 9113, 8.2.1).
        return value.strip();
    }

    /** A header block that is being made. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes() {
            super(256);
        }

        void field(String name, String value) {
            Integer number = NUMBERS.get(name);
            if (number != null) {
                literal(number, value);
                return;
            }
            write(0);
            text(name);
            text(value);
        }

        /** A field by the number of its name, not to be kept in the table. */
        void literal(int name, String value) {
            integer(0, 4, name);
            text(value);
        }

        /** What is beyond ASCII goes as UTF-8, as most services read it. */
        private void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            integer(0, 7, bytes.length);
            writeBytes(bytes);
        }

        void integer(int flags, int bits, int value) {
            int mask = (1 << bits) - 1;
            if (value < mask) {
                write(flags | value);
                return;
            }
            write(flags | mask);
            int rest = value - mask;
            for (; rest >= 0x80; rest >>>= 7) {
                write((rest & 0x7f) | 0x80);
            }
            write(rest);
        }
    }
}
