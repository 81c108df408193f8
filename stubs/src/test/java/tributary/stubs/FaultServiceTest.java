package tributary.stubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FaultServiceTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private FaultService service;

    @BeforeEach
    void open() throws IOException {
        service = FaultService.start();
    }

    @AfterEach
    void close() {
        service.close();
        assertThat(service.openConnections()).isZero();
    }

    @Test
    void keeps_a_connection_for_the_next_request() throws Exception {
        try (var raw = client()) {
            raw.get("/ok").until(Answers.BODY);
            raw.get("/chunked").until("0\r\n\r\n");
            raw.get("/ok/7?x=1").until(Answers.BODY);
        }
        assertThat(service.accepted()).isEqualTo(1);
        assertThat(service.requests()).isEqualTo(3);
        assertThat(service.requests("/ok/7")).isEqualTo(1);
        assertThat(service.lastRequests().getFirst().head()).isEqualTo("GET /ok HTTP/1.1\r\nHost: fault");
    }

    @Test
    void echoes_the_request_as_it_came() throws Exception {
        try (var raw = client()) {
            raw.send("POST /echo/a%2Fb?c=d HTTP/1.1\r\nX-A: 1\r\nX-a: 2\r\nTransfer-Encoding: chunked\r\n");
            raw.send("Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            var echo = new ObjectMapper().readTree(raw.all().split("\r\n\r\n", 2)[1]);
            assertThat(echo.path("method").asText()).isEqualTo("POST");
            assertThat(echo.path("target").asText()).isEqualTo("/echo/a%2Fb?c=d");
            assertThat(echo.path("headers").path("x-a").asText()).isEqualTo("1, 2");
            assertThat(echo.path("body").asText()).isEqualTo("abcde");
        }
    }

    @ParameterizedTest
    @CsvSource({"/reset, ''", "/half-reset, HTTP/1.1 200"})
    void resets(String path, String before) throws Exception {
        try (var raw = client()) {
            raw.get(path);
            if (!before.isEmpty()) {
                raw.until("xxx");
            }
            assertThatThrownBy(raw::all).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void sends_half_a_body_and_then_the_end() throws Exception {
        try (var raw = client()) {
            var answer = raw.get("/half").all().split("\r\n\r\n", 2);
            assertThat(answer[0]).contains("Content-Length: 1000");
            assertThat(answer[1]).hasSize(500);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/never",
        "/drip?every=5",
        "/drip-head?every=5",
        "/half-silent",
        "/slow?ms=600000",
        "/slow-body?ms=600000"
    })
    void notices_a_client_that_leaves_while_it_waits(String path) throws Exception {
        try (var raw = client()) {
            raw.get(path);
            assertThat(service.awaitRequests(1, LONG)).isTrue();
            assertThat(service.awaitAnswering(1, LONG)).isTrue();
            assertThat(service.openConnections()).isEqualTo(1);
        }
        assertThat(service.awaitOpenConnections(0, LONG)).isTrue();
    }

    @Test
    void drips_for_as_long_as_somebody_reads() throws Exception {
        try (var raw = client()) {
            raw.get("/drip?every=1").until("1\r\n1\r\n1\r\n,\r\n1\r\n1\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/two-lengths | Content-Length: 11\\r\\nContent-Length: 5\\r\\n",
                "/same-length-twice | Content-Length: 11\\r\\nContent-Length: 11\\r\\n",
                "/short-length | Content-Length: 6\\r\\n\\r\\n{\"ok\":true}",
                "/long-length | Content-Length: 21\\r\\n\\r\\n{\"ok\":true}",
                "/signed-length | Content-Length: +11\\r\\n",
                "/negative-length | Content-Length: -1\\r\\n",
                "/length-and-chunked | Content-Length: 4\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n6\\r\\n",
                "/chunk-extension | b;name=value;other=\"a;b\"\\r\\n{\"ok\":true}\\r\\n0;last\\r\\n\\r\\n",
                "/bad-chunk | \\r\\n\\r\\nzz\\r\\n",
                "/bad-chunk-end | {\"ok\":true}XX0\\r\\n\\r\\n",
                "/trailers | 0\\r\\nX-Sum: 1\\r\\n\\r\\n",
                "/interim | 100 Continue\\r\\n\\r\\nHTTP/1.1 103 Early Hints\\r\\nLink: </a.css>; rel=preload\\r\\n\\r\\nHTTP/1.1 200",
                "/204-with-body | 204 No Content\\r\\nContent-Length: 55\\r\\n\\r\\nHTTP/1.1 200 OK",
                "/304 | HTTP/1.1 304 Not Modified\\r\\nETag: \"1\"\\r\\n\\r\\n",
                "/redirect | Location: /echo\\r\\n",
                "/101 | HTTP/1.1 101 Switching\\r\\n",
                "/status?code=429&retry-after=3 | HTTP/1.1 429 Status\\r\\nContent-Type: application/json\\r\\nRetry-After: 3\\r\\n",
                "/status-line?line=ICY%20200%20OK | ICY 200 OK\\r\\n",
                "/fold | X-Fold: a\\r\\n b\\r\\n",
                "/no-colon | X-No-Colon\\r\\n",
                "/json?text=[19.90] | Content-Length: 7\\r\\n\\r\\n[19.90]",
                "/empty | Content-Length: 0\\r\\n\\r\\n",
                "/deep?depth=3 | \\r\\n\\r\\n[[[]]]",
                "/html | Content-Type: text/html\\r\\n",
                "/gzip-lie | Content-Encoding: gzip\\r\\nContent-Length: 11\\r\\n\\r\\n{\"ok\":true}",
                "/coding?name=zstd | Content-Encoding: zstd\\r\\n"
            })
    void writes_what_it_says(String target, String written) throws Exception {
        try (var raw = client()) {
            var text = written.replace("\\r", "\r").replace("\\n", "\n");
            assertThat(raw.get(target).until(text)).endsWith(text);
        }
    }

    @Test
    void sends_an_answer_nobody_asked_for() throws Exception {
        try (var raw = client()) {
            assertThat(raw.get("/extra-answer/1").until("{\"unasked\":true}")).containsOnlyOnce("/extra-answer/1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/huge?bytes=300000, 300000",
        "/huge-head?bytes=200000, 200000",
        "/many-headers?count=5000, 5000",
        "/interim-flood?count=5000, 5000",
        "/huge-chunked?bytes=300000, 300000"
    })
    void is_as_big_as_asked(String target, int least) throws Exception {
        try (var raw = client()) {
            raw.send("GET " + target + " HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(raw.all().length()).isGreaterThan(least);
        }
    }

    @Test
    void packs_what_it_says_is_packed() throws Exception {
        assertThat(unpacked("/gzip")).isEqualTo(Answers.BODY);
        assertThat(unpacked("/gzip-bomb?bytes=1000000")).hasSize(1_000_000).startsWith("\"y");
        assertThatThrownBy(() -> unpacked("/gzip-truncated")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> unpacked("/gzip-lie")).isInstanceOf(IOException.class);
    }

    @Test
    void closes_behind_a_right_answer() throws Exception {
        try (var raw = client()) {
            assertThat(raw.get("/close-idle").all()).endsWith(Answers.BODY).doesNotContain("Connection");
        }
    }

    /** Each answers something, resets or waits, as its line says, and none outlives the service. */
    @ParameterizedTest
    @EnumSource
    void no_fault_outlives_the_service(Fault fault) throws Exception {
        try (var raw = client()) {
            raw.get(fault.path());
            assertThat(service.awaitRequests(1, LONG)).isTrue();
            service.close();
            assertThat(service.openConnections()).isZero();
        }
    }

    @Test
    void lists_its_faults() throws Exception {
        try (var raw = client()) {
            raw.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
            assertThat(raw.all()).contains("HTTP/1.1 200", "/half-reset", "/gzip-bomb");
        }
        assertThat(Arrays.stream(Fault.values()).map(Fault::path)).doesNotHaveDuplicates();
    }

    private RawClient client() throws IOException {
        return new RawClient(service.port());
    }

    private String unpacked(String target) throws IOException {
        try (var raw = client()) {
            raw.send("GET " + target + " HTTP/1.1\r\nConnection: close\r\n\r\n");
            return RawClient.unpacked(raw.all().split("\r\n\r\n", 2)[1]);
        }
    }
}
