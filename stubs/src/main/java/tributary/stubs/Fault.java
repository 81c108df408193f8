package tributary.stubs;

import static tributary.stubs.FramingFaults.bodyOn;
import static tributary.stubs.FramingFaults.length;
import static tributary.stubs.FramingFaults.written;
import static tributary.stubs.FramingFaults.writtenThenClosed;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a {@link FaultService} can do to its clients, each chosen by the first segment of the path.
 *
 * <p>Unless its line says otherwise a fault answers 200 with JSON and keeps the connection. {@code GET /} lists them.
 */
public enum Fault {
    OK("/ok", "a right answer", Answers::ok),
    JSON("/json", "a right answer whose body is ?text=", Answers::given),
    ECHO("/echo", "method, target, headers and body as JSON", Answers::echo),
    STATUS("/status", "the status ?code=, with a body; 429 and 503 with Retry-After ?retry-after=", Answers::status),
    SLOW("/slow", "a right answer after ?ms=", Answers::slow),
    SLOW_BODY("/slow-body", "the head at once, the body after ?ms=", Answers::slowBody),
    CLOSE_IDLE("/close-idle", "a right keep-alive answer, then FIN", Answers::closeIdle),

    RESET("/reset", "RST before any answer", ConnectionFaults::reset),
    HANG_UP("/hang-up", "FIN before any answer", ConnectionFaults::hangUp),
    HALF("/half", "Content-Length 1000, half of it, FIN", ConnectionFaults::half),
    HALF_RESET("/half-reset", "Content-Length 1000, half of it, RST", ConnectionFaults::halfReset),
    HALF_SILENT("/half-silent", "Content-Length 1000, half of it, then nothing", ConnectionFaults::halfSilent),
    NEVER("/never", "reads and never answers", ConnectionFaults::never),
    DRIP("/drip", "an endless body, a byte each ?every= ms", ConnectionFaults::drip),
    DRIP_HEAD("/drip-head", "an endless header, a byte each ?every= ms", ConnectionFaults::dripHead),

    GARBAGE("/garbage", "no HTTP at all, FIN", writtenThenClosed("\0\1\2 not HTTP\r\n\r\n")),
    HTTP_10("/http10", "HTTP/1.0, body ended by FIN", writtenThenClosed("HTTP/1.0 200 OK\r\n\r\n" + Answers.BODY)),
    SWITCHING(
            "/101",
            "101 nobody asked for",
            written("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")),
    STATUS_LINE("/status-line", "the status line ?line=", FramingFaults::statusLine),
    INTERIM("/interim", "100 and 103 before the 200", FramingFaults::interim),
    INTERIM_FLOOD("/interim-flood", "?count= times 100 before the 200, 20,000 if unsaid", FramingFaults::interimFlood),

    SHORT_LENGTH("/short-length", "Content-Length 5 less than the body", length("Content-Length: 6\r\n")),
    LONG_LENGTH("/long-length", "Content-Length 10 more than the body, then nothing", length("Content-Length: 21\r\n")),
    TWO_LENGTHS("/two-lengths", "two different Content-Lengths", length("Content-Length: %d\r\nContent-Length: 5\r\n")),
    SAME_LENGTH_TWICE(
            "/same-length-twice", "one Content-Length twice", length("Content-Length: %d\r\nContent-Length: %d\r\n")),
    SIGNED_LENGTH("/signed-length", "Content-Length with a plus", length("Content-Length: +%d\r\n")),
    NEGATIVE_LENGTH("/negative-length", "Content-Length below 0", length("Content-Length: -1\r\n")),
    OVERFLOWING_LENGTH(
            "/overflowing-length", "Content-Length 2^64", length("Content-Length: 18446744073709551616\r\n")),
    LENGTH_AND_CHUNKED("/length-and-chunked", "Content-Length and chunks", FramingFaults.lengthAndChunked()),
    UNKNOWN_TRANSFER("/unknown-transfer", "Transfer-Encoding: secret", length("Transfer-Encoding: secret\r\n")),
    CHUNKED("/chunked", "a right answer in chunks", FramingFaults.chunked()),
    CHUNK_EXTENSION("/chunk-extension", "a right answer in chunks with extensions", FramingFaults.chunkExtension()),
    TRAILERS("/trailers", "a right answer in chunks with a trailer", FramingFaults.trailers()),
    BAD_CHUNK("/bad-chunk", "a chunk size that is no number", FramingFaults.badChunk()),
    BAD_CHUNK_END("/bad-chunk-end", "XX where a chunk's CRLF belongs", FramingFaults.badChunkEnd()),
    CHUNKED_CUT("/chunked-cut", "FIN within a chunk", FramingFaults.chunkedCut()),
    CLOSE_DELIMITED(
            "/close-delimited", "a right answer ended by FIN", writtenThenClosed(Answers.OK + "\r\n" + Answers.BODY)),
    EXTRA_ANSWER("/extra-answer", "a second answer, unasked, right behind the first", FramingFaults.extraAnswer()),
    NO_CONTENT("/no-content", "204", written("HTTP/1.1 204 No Content\r\n\r\n")),
    BODY_ON_204("/204-with-body", "204 followed by an answer nobody asked for", bodyOn("204 No Content")),
    NOT_MODIFIED("/304", "304 nobody asked for", written("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n")),
    BODY_ON_304("/304-with-body", "304 followed by an answer nobody asked for", bodyOn("304 Not Modified")),
    REDIRECT(
            "/redirect", "302 to /echo", written("HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n")),

    HUGE_HEAD("/huge-head", "a header of ?bytes=, 1 MiB if unsaid", HeadFaults::huge),
    MANY_HEADERS("/many-headers", "?count= headers, 20,000 if unsaid", HeadFaults::many),
    ENDLESS_HEAD("/endless-head", "headers without end", HeadFaults::endless),
    NUL_HEADER("/nul-header", "a NUL within a header", HeadFaults.lines("X-Nul: a\0b\r\n")),
    FOLD("/fold", "a header that goes on in the next line", HeadFaults.lines("X-Fold: a\r\n b\r\n")),
    NO_COLON("/no-colon", "a header line without a colon", HeadFaults.lines("X-No-Colon\r\n")),
    BARE_CR("/bare-cr", "a CR within a header", HeadFaults.lines("X-Cr: a\rSet-Cookie: b=c\r\n")),

    STRANGE_FIELDS(
            "/strange-fields",
            "a right answer whose headers are another's business, some of them twice",
            HeadFaults.lines("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Type: text/html\r\nDate: Thu, 01 Jan 1970"
                    + " 00:00:00 GMT\r\nServer: theirs\r\nX-Request-Id: theirs\r\nX-Strange: yes\r\n"
                    + "Link: </a>\r\nContent-Language: xx\r\n")),

    HTML("/html", "200 with an HTML page", BodyFaults::html),
    EMPTY("/empty", "200 with an empty body", BodyFaults.text("")),
    NOT_JSON("/not-json", "a body that begins as JSON and is none", BodyFaults.text("{\"ok\":tru")),
    TRAILING("/trailing", "two JSON documents in one body", BodyFaults.text("{\"ok\":true}{\"more\":1}")),
    TWICE("/twice", "an object with one member twice", BodyFaults.text("{\"a\":1,\"a\":2}")),
    BOM("/bom", "a byte order mark before the JSON", BodyFaults.text("\uFEFF" + Answers.BODY)),
    BAD_UTF8("/bad-utf8", "bytes that are not UTF-8", BodyFaults.octets("\"\u00C3(\u00FF\"")),
    UTF_16("/utf16", "JSON in UTF-16", BodyFaults::utf16),
    DEEP("/deep", "arrays ?depth= deep, 100,000 if unsaid", BodyFaults::deep),
    HUGE("/huge", "a body of ?bytes=, declared, 100 MB if unsaid", BodyFaults::huge),
    HUGE_CHUNKED("/huge-chunked", "the same in chunks", BodyFaults::hugeChunked),
    GZIP("/gzip", "a right answer, packed", BodyFaults::gzip),
    GZIP_BOMB("/gzip-bomb", "?bytes= packed a thousand to one, 100 MB if unsaid", BodyFaults::gzipBomb),
    GZIP_TRUNCATED("/gzip-truncated", "packed, its last ten bytes missing", BodyFaults::gzipTruncated),
    GZIP_TAIL("/gzip-tail", "packed, ten bytes too many behind it", BodyFaults::gzipTail),
    GZIP_LIE("/gzip-lie", "says gzip, is plain", BodyFaults::gzipLie),
    CODING("/coding", "plain, but says it is packed as ?name=", BodyFaults::coding);

    private final String path;
    private final String what;
    private final FaultAction action;

    Fault(String path, String what, FaultAction action) {
        this.path = path;
        this.what = what;
        this.action = action;
    }

    /** Returns the first segment of the path that chooses it, with its slash; what follows is left to the caller. */
    public String path() {
        return path;
    }

    /** Returns what it does, in a few words. */
    public String what() {
        return what;
    }

    FaultAction action() {
        return action;
    }

    static Optional<Fault> at(String path) {
        int slash = path.indexOf('/', 1);
        var first = slash < 0 ? path : path.substring(0, slash);
        return Arrays.stream(values()).filter(fault -> fault.path.equals(first)).findFirst();
    }
}
