package tributary;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/2 that are refused: each refusal ends its own stream, and the connection serves the others. */
@Timeout(120)
class Http2SheddingTest {
    private static final String ONE_PLACE = "overload: { algorithm: fixed, max: 1 }";

    private final CountDownLatch held = new CountDownLatch(1);
    private final HttpClient client =
            HttpClient.newBuilder().version(Version.HTTP_2).build();
    private final Set<String> connections = ConcurrentHashMap.newKeySet();
    private GatedService service;

    @BeforeEach
    void open() throws IOException {
        service = GatedService.start(target -> {
            boolean _ = !target.equals("/held") || held.await(60, SECONDS);
            return "1";
        });
    }

    @AfterEach
    void close() {
        held.countDown();
        client.close();
        service.close();
    }

    private TestGateway start(String section) throws Exception {
        return TestGateway.start(section + """

                services: { one: { url: "%s", timeout: 20s } }
                aggregates:
                  GET /held: { cost: 0, deadline: 20s, calls: { a: { get: one:/held } } }
                  GET /free: { deadline: 20s, calls: { a: { get: one:/free } } }
                  GET /vital: { priority: critical, cost: 0, deadline: 20s, calls: { a: { get: one:/free } } }
                  GET /bulk: { priority: bulk, cost: 0, deadline: 20s, calls: { a: { get: one:/held } } }
                  POST /later: { cost: 0, deadline: 20s, calls: { a: { post: one:/free, body: "{body}" } } }
                  POST /free: { deadline: 20s, calls: { a: { post: one:/free, body: "{body}" } } }
                """.formatted(service.url()), Map.of());
    }

    private static HttpRequest.Builder request(TestGateway gateway, String target) {
        return HttpRequest.newBuilder(gateway.uri(target)).timeout(Duration.ofSeconds(20));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(answer -> {
            assertThat(answer.version()).isEqualTo(Version.HTTP_2);
            connections.add(answer.connectionLabel().orElseThrow());
            return answer;
        });
    }

    private HttpResponse<String> get(TestGateway gateway, String target) throws Exception {
        return send(request(gateway, target)).get(20, SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> hold(TestGateway gateway, String target) throws Exception {
        // The first request is HTTP/1.1 with an upgrade; the one that is held is not to be that.
        assertThat(get(gateway, "/vital").statusCode()).isEqualTo(200);
        var holding = send(request(gateway, target));
        eventually("in flight", gateway.gateway().overload()::inFlight, all -> all == 1);
        return holding;
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private void onOneConnection() {
        assertThat(connections).hasSize(1);
    }

    @Test
    void what_finds_no_place_hears_503_and_what_has_one_is_answered() throws Exception {
        try (TestGateway gateway = start(ONE_PLACE)) {
            var holding = hold(gateway, "/held");
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(send(request(gateway, "/free").header("X-Request-Id", "id-" + i)));
            }
            for (int i = 0; i < 50; i++) {
                HttpResponse<String> refused = asked.get(i).get(20, SECONDS);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(header(refused, "Retry-After")).isIn("1", "2", "3");
                assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
                assertThat(header(refused, "Connection")).isEqualTo("none");
                assertThat(PlainJson.at(PlainJson.read(refused.body()), "instance"))
                        .isEqualTo("id-" + i);
            }
            HttpResponse<String> head = send(request(gateway, "/free").method("HEAD", BodyPublishers.noBody()))
                    .get(20, SECONDS);
            assertThat(head.statusCode()).isEqualTo(503);
            assertThat(head.body()).isEmpty();
            held.countDown();
            assertThat(holding.get(20, SECONDS).body()).isEqualTo("{\"a\":1}");
            assertThat(get(gateway, "/free").statusCode()).isEqualTo(200);
            onOneConnection();
        }
    }

    /** More than any window of the connection holds: what is not read must be given back to the client all the same. */
    @ParameterizedTest
    @ValueSource(strings = {ONE_PLACE, "limits: { per-client: { rate: 1/h, burst: 1 } }"})
    void refused_uploads_leave_the_connection_and_its_window_to_others(String section) throws Exception {
        boolean limited = section.startsWith("limits");
        try (TestGateway gateway = start(section)) {
            var holding = hold(gateway, "/held");
            if (limited) {
                assertThat(get(gateway, "/free").statusCode()).isEqualTo(200);
            }
            String large = "\"" + "x".repeat(300_000) + "\"";
            for (int round = 0; round < 10; round++) {
                List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    asked.add(send(request(gateway, "/free")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(i == 0 ? "\"small\"" : large))));
                }
                for (var each : asked) {
                    assertThat(each.get(20, SECONDS).statusCode()).isEqualTo(limited ? 429 : 503);
                }
            }
            held.countDown();
            assertThat(holding.get(20, SECONDS).statusCode()).isEqualTo(200);
            HttpResponse<String> served = send(request(gateway, "/later")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(large)))
                    .get(20, SECONDS);
            assertThat(served.statusCode()).isEqualTo(200);
            onOneConnection();
        }
    }

    @Test
    void running_bulk_gives_way_and_its_connection_serves_the_critical_request() throws Exception {
        try (TestGateway gateway = start(ONE_PLACE)) {
            var bulk = hold(gateway, "/bulk");
            assertThat(get(gateway, "/vital").statusCode()).isEqualTo(200);
            HttpResponse<String> gaveWay = bulk.get(20, SECONDS);
            assertThat(gaveWay.statusCode()).isEqualTo(503);
            assertThat(header(gaveWay, "Retry-After")).isIn("1", "2", "3");
            assertThat(get(gateway, "/free").statusCode()).isEqualTo(200);
            onOneConnection();
        }
    }

    @Test
    void who_asks_too_much_hears_429_with_the_three_fields_and_others_are_answered() throws Exception {
        try (TestGateway gateway = start("limits: { per-client: { rate: 1/h, burst: 3 } }")) {
            var holding = hold(gateway, "/held");
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                asked.add(send(request(gateway, "/free")));
            }
            int granted = 0;
            for (var each : asked) {
                HttpResponse<String> answer = each.get(20, SECONDS);
                granted += answer.statusCode() == 200 ? 1 : 0;
                assertThat(header(answer, "RateLimit-Policy")).isEqualTo("\"client\";q=3;w=10800");
                if (answer.statusCode() != 200) {
                    assertThat(answer.statusCode()).isEqualTo(429);
                    String wait = header(answer, "Retry-After");
                    assertThat(Integer.parseInt(wait)).isBetween(1, 3600);
                    assertThat(header(answer, "RateLimit")).isEqualTo("\"client\";r=0;t=" + wait);
                }
            }
            assertThat(granted).isEqualTo(3);
            held.countDown();
            assertThat(holding.get(20, SECONDS).statusCode()).isEqualTo(200);
            onOneConnection();
        }
    }
}
