package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.TestGateway.json;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonObject;
import tributary.json.JsonString;

/** How much clients may ask, seen from outside. */
class LimitsTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

    private String configuration(String limits) {
        return """
                server: { host: 127.0.0.1, port: 0, drain: 2s, trusted-proxies: [127.0.0.1] }
                admin: { host: 127.0.0.1, port: 0 }
                limits: %s
                services: { shop: { url: "%s" } }
                aggregates:
                  GET /page: { calls: { a: { get: shop:/a } } }
                  GET /dear: { cost: 5, calls: { a: { get: shop:/a } } }
                  GET /number: { calls: { a: { get: "shop:/{query.none}" } } }
                  POST /page: { calls: { a: { post: shop:/a, body: "{body}" } } }
                """.formatted(limits, service.url());
    }

    private TestGateway start(String limits) throws Exception {
        return TestGateway.watching(Files.writeString(folder.resolve("gateway.yaml"), configuration(limits)), Map.of());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    @Test
    void every_answer_of_an_aggregate_tells_the_limit() throws Exception {
        try (TestGateway gateway =
                start("{ per-client: { rate: 1/h, burst: 10 }, global: { rate: 1/h, burst: 100 } }")) {
            HttpResponse<String> first = gateway.get("/page");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(header(first, "RateLimit-Policy"))
                    .isEqualTo("\"client\";q=10;w=36000, \"global\";q=100;w=360000");
            assertThat(header(first, "RateLimit")).matches("\"client\";r=9;t=3600, \"global\";r=99;t=3600");
            assertThat(header(gateway.send("HEAD", "/page", ""), "RateLimit")).startsWith("\"client\";r=8;");
            HttpResponse<String> bad = gateway.get("/number");
            assertThat(bad.statusCode()).isEqualTo(400);
            assertThat(header(bad, "RateLimit")).startsWith("\"client\";r=7;");
            HttpResponse<String> other = gateway.get("/page", "Accept", "text/html");
            assertThat(other.statusCode()).isEqualTo(406);
            assertThat(header(other, "RateLimit")).startsWith("\"client\";r=6;");
            assertThat(header(gateway.get("/dear"), "RateLimit")).startsWith("\"client\";r=1;");
            // What no aggregate answers is nobody's cost.
            assertThat(header(gateway.get("/none"), "RateLimit")).isEqualTo("none");
            HttpResponse<String> options = gateway.send("OPTIONS", "/page", "");
            assertThat(options.statusCode()).isEqualTo(200);
            assertThat(header(options, "RateLimit")).isEqualTo("none");
            assertThat(gateway.send("DELETE", "/page", "").statusCode()).isEqualTo(405);
            HttpResponse<String> refused = gateway.get("/dear");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(gateway.get("/page"), "RateLimit")).startsWith("\"client\";r=0;");
        }
    }

    @Test
    void who_asks_too_much_hears_when_to_come_again_and_no_service_hears_of_it() throws Exception {
        try (TestGateway gateway = start("{ per-client: { rate: 1/m, burst: 2 } }")) {
            gateway.get("/page");
            gateway.get("/page");
            int asked = service.asked();
            HttpResponse<String> refused = gateway.get("/page");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
            assertThat(header(refused, "RateLimit-Policy")).isEqualTo("\"client\";q=2;w=120");
            long retryAfter = Long.parseLong(header(refused, "Retry-After"));
            assertThat(retryAfter).isBetween(1L, 60L);
            assertThat(header(refused, "RateLimit")).isEqualTo("\"client\";r=0;t=" + retryAfter);
            JsonObject problem = (JsonObject) json(refused.body());
            assertThat(problem.get("type")).isEqualTo(JsonString.of("urn:tributary:problem:rate-limited"));
            assertThat(problem.get("status")).isEqualTo(json("429"));
            assertThat(problem.get("violated-policies")).isEqualTo(json("[\"client\"]"));
            HttpResponse<String> head = gateway.send("HEAD", "/page", "");
            assertThat(head.statusCode()).isEqualTo(429);
            assertThat(head.body()).isEmpty();
            assertThat(service.asked()).isEqualTo(asked);
            assertThat(gateway.gateway().callers().limitCounts().overClient()).isEqualTo(2);
        }
    }

    /** The one test that really waits: what is promised is a point in time. */
    @Test
    void whoever_waits_as_told_is_answered() throws Exception {
        try (TestGateway gateway = start("{ per-client: { rate: 1/s, burst: 1 } }")) {
            // The second one, if the machine is not so slow that a second is over.
            HttpResponse<String> refused =
                    eventually("429", () -> gateway.get("/page"), answer -> answer.statusCode() == 429);
            Thread.sleep(Duration.ofSeconds(Long.parseLong(header(refused, "Retry-After"))));
            assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void never_lets_through_more_than_the_rate_and_the_burst() throws Exception {
        try (TestGateway gateway = start("{ per-client: { rate: 10/s, burst: 30 } }")) {
            AtomicInteger granted = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    try (KeptClient client = new KeptClient(gateway.port())) {
                        while (granted.get() < 45 || refused.get() == 0) {
                            int status = client.get("/page").status();
                            (status == 200 ? granted : refused)
                                    .addAndGet(status == 200 || status == 429 ? 1 : 1_000_000);
                        }
                    } catch (java.io.IOException e) {
                        refused.addAndGet(1_000_000);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(granted.get()).isBetween(45, (int) (10 * seconds) + 30 + 1);
            assertThat(refused.get()).isBetween(1, 999_999);
        }
    }

    @Test
    void a_refused_body_is_not_read_and_the_connection_stays_where_that_is_safe() throws Exception {
        try (TestGateway gateway = start("{ per-client: { rate: 1/h, burst: 1 } }")) {
            gateway.get("/page");
            try (KeptClient client = new KeptClient(gateway.port())) {
                for (int i = 0; i < 3; i++) {
                    client.write(
                            "POST /page HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{\"no\":1}!");
                    KeptClient.Answer answer = client.read();
                    assertThat(answer.status()).isEqualTo(429);
                    assertThat(answer.closing()).isFalse();
                }
                assertThat(client.get("/page").status()).isEqualTo(429);
                // Of what may be long nothing is read but the head; the answer comes first.
                client.write("POST /page HTTP/1.1\r\nhost: g\r\ncontent-length: 900000\r\n\r\n");
                KeptClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(429);
                assertThat(answer.closing()).isTrue();
            }
        }
    }

    @Test
    void forged_addresses_neither_evade_a_limit_nor_put_it_on_others() throws Exception {
        try (TestGateway gateway = start("{ per-client: { rate: 1/h, burst: 3 } }")) {
            int granted = 0;
            for (int i = 0; i < 50; i++) {
                String forged = "198.51.100." + i;
                granted += gateway.get("/page", "X-Forwarded-For", forged + ", 203.0.113.5", "X-Real-IP", forged)
                                        .statusCode()
                                == 200
                        ? 1
                        : 0;
            }
            assertThat(granted).isEqualTo(3);
            assertThat(gateway.get("/page", "Forwarded", "for=" + "198.51.100.1")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/page", "X-Forwarded-For", "2001:db8::1").statusCode())
                    .isEqualTo(200);
            assertThat(header(gateway.get("/page", "Forwarded", "for=\"[2001:db8::2]:9\""), "RateLimit"))
                    .as("the same /64")
                    .startsWith("\"client\";r=1;");
            assertThat(gateway.get("/page", "X-Forwarded-For", "x,".repeat(4_000))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void without_trusted_proxies_no_header_says_where_a_request_comes_from() throws Exception {
        String text = configuration("{ per-client: { rate: 1/h, burst: 3 } }")
                .replace("trusted-proxies: [127.0.0.1]", "max-streams: 9");
        Path file = Files.writeString(folder.resolve("gateway.yaml"), text);
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            int granted = 0;
            for (int i = 0; i < 20; i++) {
                String forged = "198.51.100." + i;
                granted += gateway.get("/page", "X-Forwarded-For", forged, "Forwarded", "for=" + forged)
                                        .statusCode()
                                == 200
                        ? 1
                        : 0;
            }
            assertThat(granted).isEqualTo(3);
        }
    }

    @Test
    void http2_clients_are_limited_too() throws Exception {
        try (TestGateway gateway = start("{ per-client: { rate: 1/h, burst: 2 } }");
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(gateway.uri("/page")).build();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(header(answer, "ratelimit-policy")).isEqualTo("\"client\";q=2;w=7200");
                statuses.add(answer.statusCode());
            }
            assertThat(statuses).containsExactly(200, 200, 429, 429);
            HttpRequest post = HttpRequest.newBuilder(gateway.uri("/page"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"a\":\"" + "x".repeat(100_000) + "\"}"))
                    .build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(429);
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void a_reload_gives_nobody_a_full_bucket() throws Exception {
        String limits = "{ per-client: { rate: 1/h, burst: 3 }, global: { rate: 1/h, burst: 4 } }";
        try (TestGateway gateway = start(limits)) {
            gateway.get("/page");
            gateway.get("/page");
            Files.writeString(
                    folder.resolve("gateway.yaml"), configuration(limits).replace("/dear", "/dearer"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            assertThat(header(gateway.get("/dearer", "X-Forwarded-For", "1.1.1.1"), "RateLimit"))
                    .contains("\"global\";r=2;");
            assertThat(header(gateway.get("/page"), "RateLimit")).contains("\"client\";r=0;", "\"global\";r=1;");
            assertThat(gateway.get("/page").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void without_limits_no_answer_speaks_of_them() throws Exception {
        try (TestGateway gateway = start("{}")) {
            HttpResponse<String> answer = gateway.get("/page");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().map()).doesNotContainKeys("ratelimit", "ratelimit-policy");
        }
    }
}
