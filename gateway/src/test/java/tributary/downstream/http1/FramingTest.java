package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.downstream.WireRequest;

/** How answers are told apart, row by row: the answer's bytes, what comes of them, and whether the connection is kept. */
class FramingTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "transfer-encoding: chunked\r\n\r\n";

    /**
     * @param bytes what the service sends; where it ends with {@code <close>} the service closes behind it
     * @param end {@code 200 body}, or the reason of the failure
     */
    record Row(String name, String method, String bytes, String end, boolean kept) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Row> ROWS = new ArrayList<>();

    private static void kept(String name, String bytes, String end) {
        ROWS.add(new Row(name, "GET", bytes, end, true));
    }

    private static void dropped(String name, String bytes, String end) {
        ROWS.add(new Row(name, "GET", bytes, end, false));
    }

    private static void reset(String name, String bytes) {
        dropped(name, bytes, "reset");
    }

    static List<Row> rows() {
        if (ROWS.isEmpty()) {
            statusLines();
            fields();
            lengths();
            chunks();
            withoutBody();
            interim();
            beyond();
        }
        return ROWS;
    }

    private static void statusLines() {
        kept("plain", ok("hello"), "200 hello");
        kept("no reason", "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nab", "200 ab");
        kept("reason with bytes beyond ASCII", "HTTP/1.1 404 ni\u00e9t\r\ncontent-length: 0\r\n\r\n", "404");
        kept("503 is an answer here", "HTTP/1.1 503 X\r\ncontent-length: 1\r\n\r\nx", "503 x");
        kept("599", "HTTP/1.1 599 X\r\ncontent-length: 0\r\n\r\n", "599");
        dropped("HTTP/1.0", "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        dropped(
                "HTTP/1.0 that wants to be kept",
                "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nab",
                "200 ab");
        reset("no space behind the status", "HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n");
        reset("two digits", "HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n");
        reset("four digits", "HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n");
        reset("letters", "HTTP/1.1 abc OK\r\ncontent-length: 0\r\n\r\n");
        reset("000", "HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n");
        reset("099", "HTTP/1.1 099 OK\r\ncontent-length: 0\r\n\r\n");
        reset("600", "HTTP/1.1 600 OK\r\ncontent-length: 0\r\n\r\n");
        reset("999", "HTTP/1.1 999 OK\r\ncontent-length: 0\r\n\r\n");
        reset("HTTP/1.2", "HTTP/1.2 200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("HTTP/2.0", "HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("http/1.1", "http/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("ICY", "ICY 200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("HTTP/0.9", "hello world<close>");
        reset("two spaces", "HTTP/1.1  200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("a space first", " HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("an empty line first", "\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        reset("NUL in the reason", "HTTP/1.1 200 O\0K\r\ncontent-length: 0\r\n\r\n");
        reset("CR in the reason", "HTTP/1.1 200 O\rK\r\ncontent-length: 0\r\n\r\n");
        reset("status line ends with LF", "HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n");
        reset("nothing at all", "<close>");
        reset("half a status line", "HTTP/1.<close>");
    }

    private static void fields() {
        kept("upper case names", "HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 2\r\n\r\nab", "200 ab");
        kept("no blank behind the colon", OK + "content-length:2\r\n\r\nab", "200 ab");
        kept("blanks around the value", OK + "content-length: \t 2 \t\r\n\r\nab", "200 ab");
        kept("empty value", OK + "x:\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        kept("bytes beyond ASCII in a value", OK + "x: \u00fc\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        kept("several cookies", OK + "set-cookie: a\r\nset-cookie: b\r\ncontent-length: 0\r\n\r\n", "200");
        kept("head of 60 KiB", OK + "x: " + "y".repeat(60 * 1024) + "\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        kept("999 fields", OK + "x: y\r\n".repeat(999) + "content-length: 2\r\n\r\nab", "200 ab");
        dropped("1001 fields", OK + "x: y\r\n".repeat(1000) + "content-length: 2\r\n\r\nab", "too-large");
        dropped("head of 65 KiB", OK + "x: " + "y".repeat(65 * 1024) + "\r\ncontent-length: 2\r\n\r\nab", "too-large");
        dropped("an endless line", OK + "x".repeat(70 * 1024), "too-large");
        dropped("many long fields", OK + ("x: " + "y".repeat(999) + "\r\n").repeat(80), "too-large");
        reset("space before the colon", OK + "content-length : 2\r\n\r\nab");
        reset("space in a name", OK + "a b: 2\r\ncontent-length: 2\r\n\r\nab");
        reset("empty name", OK + ": 2\r\ncontent-length: 2\r\n\r\nab");
        reset("no colon", OK + "nonsense\r\ncontent-length: 2\r\n\r\nab");
        reset("folded line", OK + "x: a\r\n b\r\ncontent-length: 2\r\n\r\nab");
        reset("folded first line", OK + " x: a\r\ncontent-length: 2\r\n\r\nab");
        reset("NUL in a value", OK + "x: a\0b\r\ncontent-length: 2\r\n\r\nab");
        reset("NUL in a name", OK + "x\0: a\r\ncontent-length: 2\r\n\r\nab");
        reset("CR in a value", OK + "x: a\rb\r\ncontent-length: 2\r\n\r\nab");
        reset("ESC in a value", OK + "x: \u001b[2J\r\ncontent-length: 2\r\n\r\nab");
        reset("LF alone behind a field", OK + "x: a\ncontent-length: 2\r\n\r\nab");
        reset("LF alone behind the head", OK + "content-length: 2\r\n\nab");
        reset("name beyond ASCII", OK + "\u00fc: a\r\ncontent-length: 2\r\n\r\nab");
        reset("head cut off", OK + "content-le<close>");
    }

    private static void lengths() {
        kept("length 0", OK + "content-length: 0\r\n\r\n", "200");
        kept("leading zeros", OK + "content-length: 0002\r\n\r\nab", "200 ab");
        kept("at the limit", ok("x".repeat(1000)), "200 " + "x".repeat(1000));
        dropped("connection: close", OK + "connection: close\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        dropped("Close in a list", OK + "connection: x, Close\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        kept("keep-alive", OK + "connection: keep-alive\r\ncontent-length: 2\r\n\r\nab", "200 ab");
        dropped("to the end", OK + "\r\nab<close>", "200 ab");
        dropped("to the end, nothing", OK + "\r\n<close>", "200");
        dropped("to the end, at the limit", OK + "\r\n" + "x".repeat(1000) + "<close>", "200 " + "x".repeat(1000));
        dropped("to the end, too much", OK + "\r\n" + "x".repeat(1001), "too-large");
        dropped("one beyond the limit", OK + "content-length: 1001\r\n\r\n", "too-large");
        dropped("2 GiB", OK + "content-length: 2147483648\r\n\r\n", "too-large");
        reset("2^64", OK + "content-length: 18446744073709551616\r\n\r\n");
        reset("too short", OK + "content-length: 5\r\n\r\nab<close>");
        reset("negative", OK + "content-length: -1\r\n\r\n");
        reset("plus", OK + "content-length: +2\r\n\r\nab");
        reset("hexadecimal", OK + "content-length: 0x2\r\n\r\nab");
        reset("empty", OK + "content-length:\r\n\r\nab");
        reset("twice", OK + "content-length: 2\r\ncontent-length: 3\r\n\r\nabc");
        reset("twice the same", OK + "content-length: 2\r\ncontent-length: 2\r\n\r\nab");
        reset("a list", OK + "content-length: 2, 2\r\n\r\nab");
        reset("with a coding", OK + "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        reset("coding with a length", OK + "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n");
        reset("gzip, chunked", OK + "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        reset("identity", OK + "transfer-encoding: identity\r\n\r\nab<close>");
        reset("chunked twice", OK + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
        reset("coding in HTTP/1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n");
    }

    private static void chunks() {
        kept("chunks", CHUNKED + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", "200 abcde");
        kept("Chunked", OK + "Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "200 a");
        kept("no chunk", CHUNKED + "0\r\n\r\n", "200");
        kept("upper case size", CHUNKED + "A\r\n0123456789\r\n0\r\n\r\n", "200 0123456789");
        kept("leading zeros of a size", CHUNKED + "0002\r\nab\r\n000\r\n\r\n", "200 ab");
        kept("extensions", CHUNKED + "2;a=b;c=\"d\"\r\nab\r\n0;last\r\n\r\n", "200 ab");
        kept("blank before an extension", CHUNKED + "2 ;a\r\nab\r\n0\r\n\r\n", "200 ab");
        kept("trailers", CHUNKED + "2\r\nab\r\n0\r\nx: y\r\nz: \r\n\r\n", "200 ab");
        dropped("chunk beyond the limit", CHUNKED + "3e9\r\n", "too-large");
        dropped("chunks beyond the limit", CHUNKED + "3e8\r\n" + "x".repeat(1000) + "\r\n1\r\n", "too-large");
        dropped("endless trailers", CHUNKED + "0\r\n" + "x: y\r\n".repeat(1001), "too-large");
        reset("blank behind a size", CHUNKED + "2 \r\nab\r\n0\r\n\r\n");
        reset("blank before a size", CHUNKED + " 2\r\nab\r\n0\r\n\r\n");
        reset("signed size", CHUNKED + "+2\r\nab\r\n0\r\n\r\n");
        reset("negative size", CHUNKED + "-2\r\nab\r\n0\r\n\r\n");
        reset("0x size", CHUNKED + "0x2\r\nab\r\n0\r\n\r\n");
        reset("no size", CHUNKED + "\r\nab\r\n0\r\n\r\n");
        reset("size of 2^64", CHUNKED + "10000000000000000\r\nab\r\n0\r\n\r\n");
        reset("size line ends with LF", CHUNKED + "2\nab\r\n0\r\n\r\n");
        reset("chunk shorter than it says", CHUNKED + "3\r\nab\r\n0\r\n\r\n");
        reset("chunk longer than it says", CHUNKED + "1\r\nab\r\n0\r\n\r\n");
        reset("chunk ends with LF", CHUNKED + "2\r\nab\n0\r\n\r\n");
        reset("no last chunk", CHUNKED + "2\r\nab\r\n<close>");
        reset("no end behind the last chunk", CHUNKED + "2\r\nab\r\n0\r\n<close>");
        reset("NUL in an extension", CHUNKED + "2;a=\0\r\nab\r\n0\r\n\r\n");
        reset("an extension of 2 KiB", CHUNKED + "2;" + "a".repeat(2048) + "\r\nab\r\n0\r\n\r\n");
        reset("broken trailer", CHUNKED + "2\r\nab\r\n0\r\nx y: z\r\n\r\n");
    }

    private static void withoutBody() {
        kept("204", "HTTP/1.1 204 No Content\r\n\r\n", "204");
        kept("304", "HTTP/1.1 304 Not Modified\r\netag: \"x\"\r\n\r\n", "304");
        kept("204 of length 0", "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n", "204");
        kept("205", "HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n", "205");
        kept("205 with a body", "HTTP/1.1 205 Reset Content\r\ncontent-length: 2\r\n\r\nab", "205 ab");
        dropped("204 with a body", "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nab", "204");
        dropped("204 with a body unannounced", "HTTP/1.1 204 No Content\r\n\r\nab", "204");
        dropped("204 that announces chunks", "HTTP/1.1 204 X\r\ntransfer-encoding: chunked\r\n\r\n", "204");
        dropped("304 with a body", "HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\nab", "304");
        dropped("304 that announces a body", "HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n", "304");
        ROWS.add(new Row("HEAD", "HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "200", true));
        ROWS.add(new Row("HEAD without framing", "HEAD", "HTTP/1.1 200 OK\r\n\r\n", "200", true));
        ROWS.add(new Row("HEAD with a body", "HEAD", ok("ab"), "200", false));
        ROWS.add(new Row("HEAD of 100 MB", "HEAD", OK + "content-length: 100000000\r\n\r\n", "200", false));
    }

    private static void interim() {
        kept("100", "HTTP/1.1 100 Continue\r\n\r\n" + ok("ab"), "200 ab");
        kept("103", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + ok("ab"), "200 ab");
        kept("ten of them", "HTTP/1.1 102 X\r\n\r\n".repeat(10) + ok("ab"), "200 ab");
        reset("eleven of them", "HTTP/1.1 102 X\r\n\r\n".repeat(11) + ok("ab"));
        reset("a flood", "HTTP/1.1 100 Continue\r\n\r\n".repeat(3000));
        reset("101", "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n");
        reset("100 and no more", "HTTP/1.1 100 Continue\r\n\r\n<close>");
    }

    private static void beyond() {
        dropped("an answer nobody asked for", ok("ab") + ok("poison"), "200 ab");
        dropped("one byte too many", ok("ab") + "x", "200 ab");
        dropped("an empty line too many", ok("ab") + "\r\n", "200 ab");
        dropped("longer than it says", OK + "content-length: 2\r\n\r\nabc", "200 ab");
        dropped("behind the chunks", CHUNKED + "2\r\nab\r\n0\r\n\r\n" + ok("poison"), "200 ab");
        dropped("behind a 204", "HTTP/1.1 204 X\r\n\r\n" + ok("poison"), "204");
        dropped(
                "the error's body is too large, its status counts",
                "HTTP/1.1 500 X\r\ncontent-length: 5000\r\n\r\n",
                "500");
        dropped(
                "the error's chunks are too large",
                "HTTP/1.1 404 X\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n",
                "404");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void reads_as_the_row_says_and_the_next_request_gets_its_own_answer(Row row) throws Exception {
        boolean closes = row.bytes.endsWith("<close>");
        String bytes = closes ? row.bytes.substring(0, row.bytes.length() - 7) : row.bytes;
        ScriptedServer.Script first = peer -> {
            peer.request();
            peer.send(bytes);
            if (!closes) {
                answers(ok("next")).run(peer);
            }
        };
        try (ScriptedServer server = new ScriptedServer(first, answers(ok("next")));
                Wire wire = Wire.to(server)) {
            WireRequest request = new WireRequest(row.method, "/first", List.of(), null);
            assertThat(wire.exchange(request, Wire.SOON)).isEqualTo(row.end);
            assertThat(wire.transport.use().idle()).as("kept").isEqualTo(row.kept ? 1 : 0);
            assertThat(wire.get()).isEqualTo("200 next");
            assertThat(server.accepted()).as("connections").isEqualTo(row.kept ? 1 : 2);
        }
    }

    /** Copying the body for each of its chunks would take 300 MB here, and the square of that for ten times as many. */
    @Test
    void a_body_of_many_small_chunks_is_not_copied_for_each() throws Exception {
        int chunks = 10_000;
        String answer = CHUNKED + ("40\r\n" + "x".repeat(64) + "\r\n").repeat(chunks) + "0\r\n\r\n";
        TransportSettings settings = TransportSettings.of(Wire.SOON, 4, 1_000_000);
        try (ScriptedServer server = new ScriptedServer(answers(answer));
                Wire wire = Wire.to(server.port(), settings)) {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThat(wire.get()).hasSize("200 ".length() + 64 * chunks);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000_000);
        }
    }
}
