package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.PlainJson.at;
import static tributary.PlainJson.list;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tributary.stubs.FaultService;

/** What services do that one fault alone does not show: connections that lead nowhere, and values made to cost much. */
class HostileServicesTest {
    private static TestGateway gateway(String service, String calls) throws Exception {
        return gateway(service, "300ms", calls);
    }

    private static TestGateway gateway(String service, String connectTimeout, String calls) throws Exception {
        return TestGateway.start("""
                services:
                  faulty: { url: "${URL}", timeout: 20s, connect-timeout: CONNECT, max-response: 3MiB }
                aggregates:
                  GET /value:
                    deadline: 25s
                    calls:
                """.replace("CONNECT", connectTimeout) + calls.indent(6), Map.of("URL", service));
    }

    private static void fails(int status, String reason, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        Object problem = PlainJson.read(answer.body());
        assertThat(list(problem, "failures")).singleElement().satisfies(failure -> assertThat(at(failure, "reason"))
                .isEqualTo(reason));
    }

    @Test
    void a_black_hole_fails_at_the_connect_timeout_and_gives_its_permit_back() throws Exception {
        try (FullListener hole = new FullListener();
                TestGateway gateway = gateway("http://127.0.0.1:" + hole.port(), "value: { get: faulty:/ok }")) {
            for (int i = 0; i < 2; i++) {
                fails(502, "connect-failed", gateway.get("/value"));
            }
            // Closing checks that nothing is in use.
        }
    }

    @Test
    void a_name_that_is_none_fails_as_a_connection_does() throws Exception {
        try (TestGateway gateway = gateway("http://nowhere.invalid:81", "value: { get: faulty:/ok }")) {
            HttpResponse<String> answer = gateway.get("/value");
            fails(502, "connect-failed", answer);
            assertThat(answer.body()).doesNotContain("nowhere");
        }
    }

    @Test
    void tls_with_a_service_that_speaks_none_or_says_nothing_fails() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                TestGateway gateway =
                        gateway("https://127.0.0.1:" + plain.getLocalPort(), "20s", "value: { get: faulty:/ok }")) {
            Thread.startVirtualThread(() -> answerOnceEach(plain, new AtomicInteger()));
            HttpResponse<String> answer = gateway.get("/value");
            fails(502, "connect-failed", answer);
            assertThat(answer.body()).contains("TLS").doesNotContain("xception", "javax");
        }
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                TestGateway gateway =
                        gateway("https://127.0.0.1:" + silent.getLocalPort(), "value: { get: faulty:/ok }")) {
            // At the connect timeout, long before the call's own.
            fails(502, "connect-failed", gateway.get("/value"));
        }
    }

    @Test
    void a_kept_connection_whose_peer_vanished_is_not_used_again() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                TestGateway gateway =
                        TestGateway.start("""
                        services: { faulty: { url: "${URL}", timeout: 20s } }
                        aggregates:
                          GET /value: { calls: { value: { get: faulty:/ok } } }
                          GET /soon: { calls: { value: { get: faulty:/ok, timeout: 300ms } } }
                        """, Map.of("URL", "http://127.0.0.1:" + listener.getLocalPort()))) {
            Thread.startVirtualThread(() -> answerOnceEach(listener, accepted));
            assertThat(gateway.get("/value").statusCode()).isEqualTo(200);
            fails(504, "timeout", gateway.get("/soon"));
            assertThat(gateway.get("/value").statusCode()).isEqualTo(200);
            assertThat(accepted).hasValue(2);
        }
    }

    /** Each connection gets one answer and then, as if its host had lost its power, nothing: no answer, no end. */
    private static void answerOnceEach(ServerSocket listener, AtomicInteger accepted) {
        List<Socket> open = new ArrayList<>();
        try {
            while (true) {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                open.add(socket);
                socket.getInputStream().read(new byte[8192]);
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The test is over.
            open.forEach(HostileServicesTest::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The gateway's answer where the service answers {@code json}. */
    private static HttpResponse<String> answer(String json, String calls) throws Exception {
        try (PlainService service = new PlainService(json);
                TestGateway gateway = gateway(service.url(), calls)) {
            return gateway.get("/value");
        }
    }

    private static final String PASSED_ON = "value: { get: faulty:/x }";

    /** The same where another call is asked with what {@code expression} makes of it, and says how it was asked. */
    private static HttpResponse<String> used(String json, String expression) throws Exception {
        try (PlainService service = new PlainService(json);
                FaultService echo = FaultService.start();
                TestGateway gateway = TestGateway.start(
                        """
                        services:
                          faulty: { url: "${URL}", timeout: 10s, max-response: 3MiB }
                          echo: { url: "${ECHO}" }
                        aggregates:
                          GET /value:
                            deadline: 25s
                            calls:
                              value: { get: faulty:/x }
                              echo: { get: "echo:/echo?q={EXPRESSION}" }
                            response: { echo: "{echo}" }
                        """.replace("EXPRESSION", expression), Map.of("URL", service.url(), "ECHO", echo.url()))) {
            return gateway.get("/value");
        }
    }

    @Test
    void of_a_member_that_stands_there_twice_an_expression_takes_the_last() throws Exception {
        HttpResponse<String> answer = used("{\"a\":1,\"a\":2}", "value.a");
        assertThat(at(PlainJson.read(answer.body()), "echo.target")).isEqualTo("/echo?q=2");
    }

    @Test
    void half_a_character_passes_as_it_is_spelled_and_goes_into_no_url() throws Exception {
        assertThat(answer("[\"\\ud800\"]", PASSED_ON).body()).isEqualTo("{\"value\":[\"\\ud800\"]}");
        fails(502, "template-unresolved", used("[\"\\ud800\"]", "value[0]"));
    }

    @Test
    void a_number_of_a_megabyte_keeps_its_digits_and_is_not_calculated_with() throws Exception {
        String digits = "7".repeat(1 << 20);
        assertThat(answer("[" + digits + "]", PASSED_ON).body()).isEqualTo("{\"value\":[" + digits + "]}");
        long start = System.nanoTime();
        fails(502, "template-unresolved", used("[" + digits + "]", "sum(value)"));
        fails(502, "template-unresolved", used("[1e999999999,1]", "sum(value)"));
        fails(502, "template-unresolved", used("[1e999999999,1.5]", "ceil(value[0])"));
        // Calculating would take minutes; so far above what it takes that no busy machine comes near.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void the_deepest_value_that_is_taken_is_merged_written_and_compared() throws Exception {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        assertThat(answer(deep, PASSED_ON).body()).isEqualTo("{\"value\":" + deep + "}");
        fails(502, "invalid-json", answer("[" + deep + "]", PASSED_ON));
        HttpResponse<String> compared = used(deep, "value == [value][0] && 'same'");
        assertThat(at(PlainJson.read(compared.body()), "echo.target")).isEqualTo("/echo?q=same");
        HttpResponse<String> spelled = used(deep, "length(to_string(value))");
        assertThat(at(PlainJson.read(spelled.body()), "echo.target")).isEqualTo("/echo?q=2000");
    }

    /** Names of one hash code would make a table a list: 16,384 looks into it some hundred million steps. */
    @Test
    void names_of_one_hash_code_cost_what_others_do() throws Exception {
        StringBuilder same = new StringBuilder("{");
        for (int i = 0; i < 1 << 14; i++) {
            same.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 14; bit++) {
                same.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            same.append("\":").append(i);
        }
        String json = same.append('}').toString();
        assertThat(answer(json, PASSED_ON).body()).isEqualTo("{\"value\":" + json + "}");
        long start = System.nanoTime();
        HttpResponse<String> counted = used(json, "length(keys(merge(value, value)))");
        assertThat(at(PlainJson.read(counted.body()), "echo.target")).isEqualTo("/echo?q=16384");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void a_member_with_a_strange_name_passes_and_is_found() throws Exception {
        String json = "{\"__proto__\":{\"admin\":true},\"constructor\":1}";
        assertThat(answer(json, PASSED_ON).body()).isEqualTo("{\"value\":" + json + "}");
        HttpResponse<String> read = used(json, "value.__proto__.admin");
        assertThat(at(PlainJson.read(read.body()), "echo.target")).isEqualTo("/echo?q=true");
    }

    /** The answer's own fields end here: none of them is the client's business, whatever they are named. */
    @Test
    void no_field_of_a_service_reaches_the_client() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), "value: { get: faulty:/strange-fields }")) {
            HttpResponse<String> answer = gateway.get("/value");
            assertThat(answer.body()).isEqualTo("{\"value\":{\"ok\":true}}");
            assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "server", "x-strange", "link");
            assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
            assertThat(answer.headers().allValues("date")).noneMatch(date -> date.contains("1970"));
            assertThat(answer.headers().allValues("x-request-id")).hasSize(1).doesNotContain("theirs");
        }
    }

    @Test
    void a_flood_of_redirects_and_errors_leaves_one_connection_and_no_call() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), "value: { get: faulty:/redirect }")) {
            for (int i = 0; i < 50; i++) {
                fails(502, "bad-status", gateway.get("/value"));
            }
            assertThat(service.accepted()).isEqualTo(1);
            assertThat(service.requests()).isEqualTo(50);
        }
    }

    /** Longer than HTTP/2's table of fields is large. */
    @Test
    void a_long_list_of_missing_calls_goes_out_over_http_2() throws Exception {
        String failing = IntStream.range(0, 200)
                .mapToObj(i -> "call-%03d: { get: faulty:/hang-up, optional: true }".formatted(i))
                .collect(Collectors.joining("\n"));
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), failing);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            for (int i = 0; i < 2; i++) {
                HttpRequest request = HttpRequest.newBuilder(gateway.uri("/value"))
                        .timeout(Duration.ofSeconds(20))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.headers().firstValue("tributary-partial").orElseThrow())
                        .hasSizeGreaterThan(4096);
            }
        }
    }
}
