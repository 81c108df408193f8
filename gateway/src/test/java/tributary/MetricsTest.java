package tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.tls.Certificates;

/** What {@code /metrics} tells of what was decided, and in which form. */
class MetricsTest {
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*\\})? (-?[0-9.E+-]+|NaN|\\+Inf)");
    private static final Pattern LABELS =
            Pattern.compile("\\{([a-z]+=\"([^\"\\\\\n]|\\\\.)*\"(,[a-z]+=\"([^\"\\\\\n]|\\\\.)*\")*)?\\}");

    @TempDir
    Path folder;

    private final AtomicInteger hedged = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private GatedService service;
    private ClosedPort nobody;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        service = GatedService.start(target -> {
            // Only the first of the two is slow, so that the one beside it wins.
            if (target.equals("/held") || (target.equals("/hedged") && hedged.getAndIncrement() == 0)) {
                boolean _ = held.await(60, TimeUnit.SECONDS);
            }
            return "1";
        });
        nobody = new ClosedPort();
        Files.writeString(folder.resolve("keys.yaml"), "[]\n");
        gateway = TestGateway.watching(
                Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s, trusted-proxies: [127.0.0.1] }
                admin: { host: 127.0.0.1, port: 0 }
                auth: { api-keys: { header: X-Api-Key, file: keys.yaml } }
                limits: { per-client: { rate: 1/h, burst: 20 } }
                overload: { algorithm: fixed, max: 100 }
                telemetry: { otlp: "%s" }
                events: { audit: { file: { path: audit.jsonl } } }
                services:
                  good:
                    url: "%s"
                    timeout: 20s
                    max-concurrent: 3
                    health: { path: /ok, every: 1h }
                  twice: { url: "%s", timeout: 20s, hedge: { after: 10ms, budget: 100%% } }
                  dead:
                    url: "%s"
                    retry: { attempts: 2, backoff: 1ms }
                    breaker: { failure-rate: 50%%, min-calls: 2, window: 60s, open-for: 60s }
                  never: { url: "https://127.0.0.1:1", tls: { certificate: "%s", key: "%s" } }
                aggregates:
                  GET /ok: { auth: none, calls: { a: { get: good:/ok } } }
                  GET /held: { auth: none, deadline: 20s, calls: { a: { post: good:/held } } }
                  GET /hedged: { auth: none, deadline: 20s, calls: { a: { get: twice:/hedged } } }
                  GET /dead: { auth: none, calls: { a: { get: dead:/ } } }
                  GET /half: { auth: none, calls: { a: { get: good:/ok }, b: { get: dead:/, optional: true } } }
                  GET /keyed: { auth: required, calls: { a: { get: good:/ok } }, emit: { sink: audit } }
                  GET /later: { auth: none, async: true, calls: { a: { get: good:/ok } } }
                """.formatted(
                                nobody.url(),
                                service.url(),
                                service.url(),
                                nobody.url(),
                                Certificates.file("client"),
                                Certificates.file("client-key"))),
                Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        held.countDown();
        gateway.close();
        service.close();
        nobody.close();
    }

    private HttpResponse<String> metrics(String method, String accept) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.gateway().adminPort() + "/metrics"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        return gateway.send(
                accept.isEmpty()
                        ? request.build()
                        : request.header("Accept", accept).build());
    }

    /** The samples by name and labels as they are written. */
    private Map<String, Double> samples() throws IOException, InterruptedException {
        Map<String, Double> samples = new HashMap<>();
        for (String line : metrics("GET", "").body().lines().toList()) {
            if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return samples;
    }

    private void check(String sample, double expected) throws IOException, InterruptedException {
        Map<String, Double> samples = samples();
        assertThat(samples).as(() -> samples.keySet().toString()).containsEntry(sample, expected);
    }

    private int status(String target, String... headers) throws IOException, InterruptedException {
        return gateway.get(target, headers).statusCode();
    }

    @Test
    void every_answer_is_counted_by_aggregate_status_and_outcome() throws Exception {
        for (String target : List.of("/ok", "/ok", "/dead", "/half", "/keyed", "/nothing")) {
            status(target);
        }
        check("tributary_requests_total{aggregate=\"GET /ok\",outcome=\"ok\",status=\"200\"}", 2);
        check("tributary_requests_total{aggregate=\"GET /dead\",outcome=\"connect-failed\",status=\"502\"}", 1);
        check("tributary_requests_total{aggregate=\"GET /half\",outcome=\"partial\",status=\"200\"}", 1);
        check("tributary_requests_total{aggregate=\"GET /keyed\",outcome=\"unauthorized\",status=\"401\"}", 1);
        check("tributary_requests_total{aggregate=\"none\",outcome=\"not-found\",status=\"404\"}", 1);
        check("tributary_request_duration_seconds_count{aggregate=\"GET /ok\"}", 2);
        check("tributary_request_duration_seconds_bucket{aggregate=\"GET /ok\",le=\"+Inf\"}", 2);
        assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
        status("/ok");
        check("tributary_requests_total{aggregate=\"GET /ok\",outcome=\"ok\",status=\"200\"}", 3);
    }

    @Test
    void who_shows_no_key_or_a_wrong_one_is_counted() throws Exception {
        assertThat(status("/keyed")).isEqualTo(401);
        assertThat(status("/keyed", "X-Api-Key", "wrong")).isEqualTo(401);
        assertThat(status("/ok")).isEqualTo(200);
        check("tributary_callers_total{result=\"missing\"}", 1);
        check("tributary_callers_total{result=\"unknown\"}", 1);
        check("tributary_callers_total{result=\"anonymous\"}", 1);
    }

    @Test
    void who_asks_too_much_is_counted_and_never_named() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(status("/ok", "X-Forwarded-For", "192.0.2.77")).isEqualTo(200);
        }
        assertThat(status("/ok", "X-Forwarded-For", "192.0.2.77")).isEqualTo(429);
        check("tributary_rate_limit_decisions_total{result=\"granted\"}", 20);
        check("tributary_rate_limit_decisions_total{result=\"over-client\"}", 1);
        assertThat(metrics("GET", "").body()).doesNotContain("192.0.2.77");
    }

    @Test
    void what_is_shed_is_counted_by_priority_and_reason() throws Exception {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, Files.readString(file).replace("max: 100", "max: 1"));
        assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> status("/held"));
            eventually("in flight", gateway.gateway().overload()::inFlight, all -> all == 1);
            assertThat(status("/ok")).isEqualTo(503);
            check("tributary_admission_limit", 1);
            check("tributary_admission_in_flight", 1);
            // The one that was refused is only just over, the other only just admitted.
            eventually("in progress", () -> samples().get("tributary_requests_in_progress"), all -> all == 1);
            eventually(
                    "its call",
                    () -> samples().get("tributary_service_bulkhead_present{service=\"good\"}"),
                    all -> all == 1);
            check("tributary_service_bulkhead_limit{service=\"good\"}", 3);
            check("tributary_requests_shed_total{priority=\"default\",reason=\"limit\"}", 1);
            held.countDown();
            assertThat(first.get()).isEqualTo(200);
        }
        check("tributary_admission_in_flight", 0);
        check("tributary_requests_admitted_total{priority=\"default\"}", 1);
    }

    @Test
    void retries_and_a_breaker_that_opens_are_counted() throws Exception {
        check("tributary_service_breaker_state{service=\"dead\",state=\"closed\"}", 1);
        for (int i = 0; i < 2; i++) {
            assertThat(status("/dead")).isEqualTo(502);
        }
        assertThat(status("/dead")).isEqualTo(503);
        assertThat(status("/half")).isEqualTo(200);
        check("tributary_service_attempts_total{service=\"dead\"}", 4);
        check("tributary_service_retries_total{service=\"dead\"}", 2);
        check("tributary_service_breaker_state{service=\"dead\",state=\"closed\"}", 0);
        check("tributary_service_breaker_state{service=\"dead\",state=\"open\"}", 1);
        check("tributary_service_breaker_changes_total{service=\"dead\"}", 1);
        check("tributary_service_refusals_total{reason=\"circuit-open\",service=\"dead\"}", 2);
        assertThat(samples()).doesNotContainKey("tributary_service_breaker_state{service=\"good\",state=\"closed\"}");
    }

    @Test
    void hedges_are_counted_and_those_that_won() throws Exception {
        assertThat(status("/hedged")).isEqualTo(200);
        check("tributary_service_hedges_total{service=\"twice\"}", 1);
        check("tributary_service_hedges_won_total{service=\"twice\"}", 1);
        check("tributary_service_url_ejected{service=\"good\",url=\"0\"}", 0);
    }

    @Test
    void a_refused_configuration_is_told() throws Exception {
        check("tributary_config_last_reload_successful", 1);
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, Files.readString(file) + "nonsense: 1\n");
        gateway.adminPost("/reload");
        check("tributary_config_last_reload_successful", 0);
        check("tributary_config_last_reload_errors", 1);
        check("tributary_config_generation", 1);
    }

    @Test
    void counters_of_the_gateway_and_of_services_that_stay_go_on_after_a_reload() throws Exception {
        assertThat(status("/ok")).isEqualTo(200);
        assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
        assertThat(status("/ok")).isEqualTo(200);
        check("tributary_config_generation", 2);
        check("tributary_service_attempts_total{service=\"good\"}", 2);
        check("tributary_rate_limit_decisions_total{result=\"granted\"}", 2);
    }

    @Test
    void every_line_keeps_to_the_format_and_every_metric_is_explained_once() throws Exception {
        status("/ok");
        Set<String> explained = new HashSet<>();
        Set<String> typed = new HashSet<>();
        Set<String> seen = new HashSet<>();
        for (String line : metrics("GET", "").body().lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                assertThat(explained.add(words[2])).as(line).isTrue();
                assertThat(words[3]).as(line).isNotBlank();
            } else if (line.startsWith("# TYPE ")) {
                assertThat(typed.add(words[2])).as(line).isTrue();
                assertThat(words[3]).as(line).isIn("counter", "gauge", "histogram", "summary");
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(2) == null
                                || LABELS.matcher(sample.group(2)).matches())
                        .as(line)
                        .isTrue();
                assertThat(seen.add(line.substring(0, line.lastIndexOf(' '))))
                        .as(line)
                        .isTrue();
                String family = sample.group(1).replaceFirst("_(bucket|count|sum)$", "");
                assertThat(typed).as(line).containsAnyOf(sample.group(1), family);
            }
        }
        assertThat(explained).isEqualTo(typed).hasSizeGreaterThan(30);
    }

    @Test
    void the_reference_names_exactly_what_is_exported() throws Exception {
        status("/ok");
        status("/half");
        eventually("the probe", () -> samples().keySet(), all -> all.contains("tributary_probe_up{service=\"good\"}"));
        Set<String> listed = new HashSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
            if (line.startsWith("| `")) {
                listed.add(line.substring(3, line.indexOf('`', 3)));
            }
        }
        Set<String> exported = new HashSet<>();
        metrics("GET", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .forEach(line -> exported.add(line.split(" ", 4)[2]));
        assertThat(exported).isEqualTo(listed);
    }

    @Test
    void the_client_chooses_the_format() throws Exception {
        for (String accept : List.of("", "*/*", "text/plain;version=0.0.4")) {
            HttpResponse<String> plain = metrics("GET", accept);
            assertThat(plain.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(plain.body()).doesNotContain("# EOF");
        }
        HttpResponse<String> open =
                metrics("GET", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
        assertThat(open.headers().firstValue("Content-Type"))
                .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE tributary_callers counter\n");
    }

    @Test
    void head_is_answered_without_a_body_and_other_methods_are_not() throws Exception {
        HttpResponse<String> head = metrics("HEAD", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isGreaterThan(1000);
        assertThat(metrics("POST", "").statusCode()).isEqualTo(405);
        assertThat(gateway.get("/metrics").statusCode())
                .as("on the public listener")
                .isEqualTo(404);
    }

    @Test
    void promtool_finds_nothing_to_say() throws Exception {
        String promtool = Promtool.path();
        status("/ok");
        status("/half");
        Path input = Files.writeString(
                folder.resolve("metrics.txt"), metrics("GET", "").body());
        Process process = new ProcessBuilder(promtool, "check", "metrics")
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }
}
