package tributary.edge.connection;

import io.helidon.http.DateTime;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a client is told whose request never becomes one: a problem document (RFC 9457) on a connection that ends with it.
 * All texts are constants of ours that need no escaping; nothing the client sent is repeated.
 *
 * @param reason the last part of {@code type}
 */
record Refusal(int status, String phrase, String reason, String title, String detail) {

    /** For what is no HTTP at all: its sender would not understand an answer. */
    private static final Refusal SILENT = new Refusal(0, "", "", "", "this is not HTTP");

    /** Unwinds to where the answer is written. */
    static final class Refused extends Exception {
        private final transient Refusal refusal;

        Refused(Refusal refusal) {
            super(refusal.detail, null, false, false);
            this.refusal = refusal;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    static Refused malformed(String detail) {
        return new Refused(new Refusal(400, "Bad Request", "bad-request", "The request is malformed", detail));
    }

    static Refused notHttp() {
        return new Refused(SILENT);
    }

    boolean isSilent() {
        return status == 0;
    }

    static Refused bodyTooLarge(int limit) {
        String detail = "at most " + limit + " bytes are taken";
        return new Refused(
                new Refusal(413, "Content Too Large", "content-too-large", "The request's body is too large", detail));
    }

    static Refused targetTooLong(int limit) {
        String detail = "at most " + limit + " bytes are taken";
        return new Refused(
                new Refusal(414, "URI Too Long", "uri-too-long", "The request's target is too long", detail));
    }

    static Refused headTooLarge(String detail) {
        return new Refused(new Refusal(
                431, "Request Header Fields Too Large", "header-too-large", "The request's head is too large", detail));
    }

    static Refused otherVersion() {
        return new Refused(new Refusal(
                505,
                "HTTP Version Not Supported",
                "version-not-supported",
                "This version of HTTP is not spoken here",
                "HTTP/1.1 and HTTP/2 are"));
    }

    static Refusal timeout(String detail) {
        return new Refusal(408, "Request Timeout", "request-timeout", "The request did not arrive in time", detail);
    }

    static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }

    /** The whole answer to what is called {@code id}. */
    byte[] toBytes(String id) {
        String body = "{\"type\":\"urn:tributary:problem:" + reason + "\",\"title\":\"" + title + "\",\"status\":"
                + status + ",\"detail\":\"" + detail + "\",\"instance\":\"" + id + "\"}";
        String date = new String(DateTime.http1Bytes(), StandardCharsets.US_ASCII);
        String head = "HTTP/1.1 " + status + " " + phrase + "\r\nDate: " + date
                + "Connection: close\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n"
                + "X-Content-Type-Options: nosniff\r\nX-Request-Id: " + id + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }
}
