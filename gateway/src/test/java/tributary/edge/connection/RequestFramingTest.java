package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tributary.plan.ClientLimits;

/** What is taken and what is refused, as RFC 9112 says; nothing that is refused lets the bytes behind it be a request. */
class RequestFramingTest {
    private static final String MARKER = "GET /marker HTTP/1.1\r\nHost: x\r\n\r\n";

    /** @param status of the first answer; 200 means that the marker behind it is answered too */
    private record Row(String name, String bytes, int status) {}

    private static final List<Row> HEADS = List.of(
            new Row("a plain GET", "GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 200),
            new Row("an empty line before", "\r\nGET /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 200),
            new Row("two empty lines before", "\r\n\r\nGET /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 200),
            new Row("twenty empty lines before", "\r\n".repeat(20) + "GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("absolute form", "GET http://x/ignore HTTP/1.1\r\nHost: x\r\n\r\n", 404),
            new Row("an unknown method", "BREW /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 200),
            new Row("a method in lower case", "get /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 200),
            new Row("a method with a colon", "G:T /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a method with a slash", "GET/ /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("no method", " /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a method of 70 letters", "M".repeat(70) + " /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("an empty target", "GET  HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("two blanks before the target", "GET  /ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("two blanks before the version", "GET /ignore  HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a blank behind the version", "GET /ignore HTTP/1.1 \r\nHost: x\r\n\r\n", 400),
            new Row("a tab for a blank", "GET\t/ignore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a blank in the target", "GET /ig nore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a NUL in the target", "GET /ig\0nore HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a byte beyond ASCII in the target", "GET /ign\u00f6re HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a bare CR in the request line", "GET /ignore\r HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("a fragment", "GET /ignore#a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("no version", "GET /ignore\r\nHost: x\r\n\r\n", 400),
            new Row("version 1.0", "GET /ignore HTTP/1.0\r\nHost: x\r\n\r\n", 505),
            new Row("version 1.0 without Host", "GET /ignore HTTP/1.0\r\n\r\n", 505),
            new Row("version 1.2", "GET /ignore HTTP/1.2\r\nHost: x\r\n\r\n", 505),
            new Row("version 2.0", "GET /ignore HTTP/2.0\r\nHost: x\r\n\r\n", 505),
            new Row("version in lower case", "GET /ignore http/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("version with two digits", "GET /ignore HTTP/1.10\r\nHost: x\r\n\r\n", 400),
            new Row("another protocol", "GET /ignore ICAP/1.1\r\nHost: x\r\n\r\n", 400),
            new Row("garbage", "\u0016\u0003\u0001\u0002\u0000\u0001", 400),
            new Row("garbage of a line", "hello there\r\n\r\n", 400),
            new Row("lone LF everywhere", "GET /ignore HTTP/1.1\nHost: x\n\n", 400),
            new Row("lone LF behind a field", "GET /ignore HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400),
            new Row("lone LF at the end", "GET /ignore HTTP/1.1\r\nHost: x\r\n\n", 400),
            new Row("a target too long", "GET /" + "a".repeat(8200) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            new Row("a target much too long", "GET /" + "a".repeat(70000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414));

    private static final List<Row> FIELDS = List.of(
            new Row("an empty value", get("A:"), 200),
            new Row("blanks around a value", get("A: \t b \t "), 200),
            new Row("bytes beyond ASCII in a value", get("A: \u00e9"), 200),
            new Row("a name of all token characters", get("a!#$%&'*+-.^_`|~9: b"), 200),
            new Row("an empty name", get(": b"), 400),
            new Row("a blank before the colon", get("A : b"), 400),
            new Row("a tab before the colon", get("A\t: b"), 400),
            new Row("no colon", get("A"), 400),
            new Row("a blank in the name", get("A b: c"), 400),
            new Row("a parenthesis in the name", get("A(): c"), 400),
            new Row("a name beyond ASCII", get("\u00c4: c"), 400),
            new Row("a folded line", get("A: b\r\n c"), 400),
            new Row("a folded first line", "GET /ignore HTTP/1.1\r\n A: b\r\nHost: x\r\n\r\n", 400),
            new Row("a NUL in a value", get("A: b\0c"), 400),
            new Row("a bare CR in a value", get("A: b\rc"), 400),
            new Row("a bell in a value", get("A: b\u0007c"), 400),
            new Row("DEL in a value", get("A: b\u007fc"), 400),
            new Row("no Host", "GET /ignore HTTP/1.1\r\n\r\n", 400),
            new Row("two Hosts", get("Host: x"), 400),
            new Row("two Hosts that differ", get("host: y"), 400),
            new Row("an illegal Host", "GET /ignore HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
            new Row("an empty Host", "GET /ignore HTTP/1.1\r\nHost:\r\n\r\n", 400),
            new Row("a Host with a path", "GET /ignore HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
            new Row("a Host with a user", "GET /ignore HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
            new Row("a Host with a port of letters", "GET /ignore HTTP/1.1\r\nHost: a:b\r\n\r\n", 400),
            new Row("a Host with two ports", "GET /ignore HTTP/1.1\r\nHost: a:1:2\r\n\r\n", 400),
            new Row("an IPv6 Host", "GET /ignore HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200),
            new Row("an IPv6 Host without port", "GET /ignore HTTP/1.1\r\nHost: [::1]\r\n\r\n", 200),
            new Row("an IPv6 Host without brackets", "GET /ignore HTTP/1.1\r\nHost: ::1\r\n\r\n", 400),
            new Row("a Host with a port", "GET /ignore HTTP/1.1\r\nHost: x:80\r\n\r\n", 200),
            new Row("a head too large", get("A: " + "b".repeat(16 * 1024)), 431),
            new Row("a head without end", "GET /ignore HTTP/1.1\r\nA: " + "b".repeat(40 * 1024), 431),
            new Row("201 fields", get("A: b\r\n".repeat(199) + "A: b"), 431),
            new Row("10000 fields", get("A: b\r\n".repeat(9999) + "A: b"), 431),
            new Row("199 fields", get("A: b\r\n".repeat(197) + "A: b"), 200));

    private static final List<Row> BODIES = List.of(
            new Row("a length and a body", post("Content-Length: 3", "abc"), 200),
            new Row("a length of zero", post("Content-Length: 0", ""), 200),
            new Row("leading zeros", post("Content-Length: 003", "abc"), 200),
            new Row("a signed length", post("Content-Length: +3", "abc"), 400),
            new Row("a negative length", post("Content-Length: -3", "abc"), 400),
            new Row("a hexadecimal length", post("Content-Length: 0x3", "abc"), 400),
            new Row("an empty length", post("Content-Length: ", "abc"), 400),
            new Row("a length with a blank", post("Content-Length: 1 1", "abcabcabcab"), 400),
            new Row("a list of lengths", post("Content-Length: 3, 3", "abc"), 400),
            new Row("two lengths alike", post("Content-Length: 3\r\nContent-Length: 3", "abc"), 400),
            new Row("two lengths that differ", post("Content-Length: 3\r\nContent-Length: 0", "abc"), 400),
            new Row("a length of 30 digits", post("Content-Length: " + "9".repeat(30), "abc"), 400),
            new Row("a length of 2^64 + 3", post("Content-Length: 18446744073709551619", "abc"), 400),
            new Row("a body too large", post("Content-Length: 1048577", "abc"), 413),
            new Row("length and chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400),
            new Row("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n"), 400),
            new Row("identity", post("Transfer-Encoding: identity", "abc"), 400),
            new Row("gzip, chunked", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"), 400),
            new Row("chunked, chunked", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n"), 400),
            new Row(
                    "chunked twice",
                    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
                    400),
            new Row("chunked, identity", post("Transfer-Encoding: chunked, identity", "0\r\n\r\n"), 400),
            new Row("xchunked", post("Transfer-Encoding: xchunked", "0\r\n\r\n"), 400),
            new Row("quoted chunked", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"), 400),
            new Row("a vertical tab before chunked", post("Transfer-Encoding: \u000bchunked", "0\r\n\r\n"), 400),
            new Row("an empty coding", post("Transfer-Encoding:", "0\r\n\r\n"), 400),
            new Row("CHUNKED", post("Transfer-Encoding: CHUNKED", "3\r\nabc\r\n0\r\n\r\n"), 200),
            new Row("a chunk", chunked("3\r\nabc\r\n0\r\n\r\n"), 200),
            new Row("two chunks", chunked("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"), 200),
            new Row("leading zeros", chunked("0003\r\nabc\r\n000\r\n\r\n"), 200),
            new Row("an upper case size", chunked("A\r\nabcabcabca\r\n0\r\n\r\n"), 200),
            new Row("an extension", chunked("3;a=b\r\nabc\r\n0\r\n\r\n"), 200),
            new Row("an extension on the last", chunked("3\r\nabc\r\n0;a\r\n\r\n"), 200),
            new Row("a quoted extension", chunked("3;a=\"b;c\"\r\nabc\r\n0\r\n\r\n"), 200),
            new Row("blanks around the semicolon", chunked("3 ; a\r\nabc\r\n0\r\n\r\n"), 200),
            new Row("a trailer", chunked("3\r\nabc\r\n0\r\nA: b\r\n\r\n"), 200),
            new Row("a trailer that frames", chunked("3\r\nabc\r\n0\r\nContent-Length: 30\r\n\r\n"), 200),
            new Row("a signed size", chunked("+3\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a negative size", chunked("-3\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("0x", chunked("0x3\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("an underscore", chunked("1_0\r\nabcabcabcabcabca\r\n0\r\n\r\n"), 400),
            new Row("a blank before the size", chunked(" 3\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a blank behind the size", chunked("3 \r\nabc\r\n0\r\n\r\n"), 400),
            new Row("an empty size", chunked("\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a size of 20 digits", chunked("00000000000000000003\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a size beyond 2^32", chunked("100000003\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a chunk too large", chunked("100001\r\n" + "a".repeat(0x100001) + "\r\n0\r\n\r\n"), 413),
            new Row("more bytes than the size", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400),
            new Row("two other bytes behind a chunk", chunked("3\r\nabcxx0\r\n\r\n"), 400),
            new Row("fewer bytes than the size", chunked("4\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a lone LF behind the size", chunked("3\nabc\r\n0\r\n\r\n"), 400),
            new Row("a lone LF behind a chunk", chunked("3\r\nabc\n0\r\n\r\n"), 400),
            new Row("a lone CR behind the size", chunked("3\rabc\r\n0\r\n\r\n"), 400),
            new Row("a lone LF in an extension", chunked("3;a\n\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("a lone LF at the end", chunked("3\r\nabc\r\n0\r\n\n"), 400),
            new Row("an extension without a name", chunked("3;\r\nabc\r\n0\r\n\r\n"), 400),
            new Row("endless extensions", chunked("1;" + "a".repeat(2000) + "\r\na\r\n0\r\n\r\n"), 400),
            new Row("extensions without end", chunked(("1;" + "a".repeat(500) + "\r\na\r\n").repeat(10)), 400),
            new Row("a folded trailer", chunked("0\r\nA: b\r\n c\r\n\r\n"), 400),
            new Row("a trailer without a colon", chunked("0\r\nA\r\n\r\n"), 400),
            new Row("a blank before a trailer's colon", chunked("0\r\nA : b\r\n\r\n"), 400),
            new Row("200 trailers", chunked("0\r\n" + "A: b\r\n".repeat(200) + "\r\n"), 431));

    private static String get(String fields) {
        return "GET /ignore HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n\r\n";
    }

    private static String post(String fields, String body) {
        return "POST /echo HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n\r\n" + body;
    }

    private static String chunked(String body) {
        return post("Transfer-Encoding: chunked", body);
    }

    /** Over TLS in a class that inherits this one. */
    GuardedServer server(ClientLimits limits) {
        return new GuardedServer(limits);
    }

    @Test
    void each_row_is_answered_as_the_rfc_says_and_hides_no_request() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Row> rows = new ArrayList<>(HEADS);
        rows.addAll(FIELDS);
        rows.addAll(BODIES);
        try (GuardedServer server = server(GuardedServer.limits())) {
            for (Row row : rows) {
                check(server, row, false, wrong);
                if (row.bytes.length() < 1000) {
                    check(server, row, true, wrong);
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(75);
        assertThat(wrong).isEmpty();
    }

    private static void check(GuardedServer server, Row row, boolean byteByByte, List<String> wrong)
            throws IOException {
        int before = server.markers.get();
        String got;
        try (RawClient client = server.client()) {
            byte[] bytes = GuardedServer.ascii(row.bytes + MARKER);
            try {
                for (int i = 0; byteByByte && i < bytes.length; i++) {
                    client.send(new byte[] {bytes[i]});
                }
                if (!byteByByte) {
                    client.send(bytes);
                }
            } catch (IOException e) {
                // Refused before all was sent.
            }
            RawClient.Answer answer = client.answer();
            got = Integer.toString(answer.status());
            if (answer.status() == 200 || answer.status() == 404) {
                got += client.answer().body().equals("marker") ? "" : " without marker";
                before++;
            } else {
                got += answer.closes() && client.isClosed() ? "" : " without close";
                got += answer.head().contains("application/problem+json") ? "" : " without problem";
                got += answer.body().contains("\"status\":" + answer.status())
                        ? ""
                        : " without status: " + answer.body();
            }
        } catch (EOFException e) {
            got = "end " + e.getMessage();
        }
        if (!got.equals(Integer.toString(row.status)) || server.markers.get() != before) {
            wrong.add(row.name + (byteByByte ? " (slowly)" : "") + ": " + got + " instead of " + row.status
                    + ", markers " + (server.markers.get() - before));
        }
    }

    @Test
    void what_is_not_http_is_not_answered() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits());
                RawClient client = server.client()) {
            client.send("INVALID CONNECTION PREFACE\r\n\r\n" + MARKER);
            assertThat(client.isClosed()).isTrue();
            assertThat(server.markers).hasValue(0);
        }
    }

    @Test
    void a_refused_body_is_not_read_as_a_request() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits())) {
            for (String target : List.of("/refuse", "/ignore")) {
                try (RawClient client = server.client()) {
                    client.send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + MARKER.length()
                            + "\r\n\r\n" + MARKER);
                    client.answer();
                    client.socket.shutdownOutput();
                    assertThat(client.isClosed()).isTrue();
                }
            }
            assertThat(server.markers).hasValue(0);
        }
    }

    @Test
    void a_refusal_reaches_a_client_that_still_sends() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits());
                RawClient client = server.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
            // More than fits between the two, and not so much that reading it
            // takes the second for which the server reads on.
            client.send(new byte[4_000_000]);
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void a_refusal_reaches_a_client_that_still_sends_slowly() throws Exception {
        try (GuardedServer server = server(GuardedServer.limits());
                RawClient client = server.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
            long start = System.nanoTime();
            while (System.nanoTime() - start < 1_300_000_000L) {
                client.send(new byte[1000]);
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(client.answer().status()).isEqualTo(413);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void a_client_that_expects_100_is_told_to_go_on_or_refused_at_once() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits())) {
            try (RawClient client = server.client()) {
                client.send("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
                assertThat(client.anyAnswer().status()).isEqualTo(100);
                client.send("abc");
                assertThat(client.answer().body()).isEqualTo("abc");
            }
            try (RawClient client = server.client()) {
                client.send(
                        "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2000000\r\n\r\n");
                assertThat(client.anyAnswer().status()).isEqualTo(413);
            }
        }
    }
}
