package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} tells of calls, of the connections to services, of reloads and of the process. */
class CallMetricsTest {
    private static final String PARENT = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    Path folder;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch heldCame = new CountDownLatch(1);
    private GatedService service;
    private ClosedPort nobody;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        service = GatedService.start(target -> {
            if (target.equals("/behind-held")) {
                heldCame.await(60, TimeUnit.SECONDS);
            }
            if (target.startsWith("/held")) {
                heldCame.countDown();
                boolean _ = held.await(60, TimeUnit.SECONDS);
            }
            return target.equals("/list") ? "[1,1,2]" : target.equals("/wrong") ? "{" : "1";
        });
        nobody = new ClosedPort();
        gateway = TestGateway.watching(
                Files.writeString(
                        folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                telemetry: { otlp: "http://127.0.0.1:1", sampling: 1%% }
                services:
                  good: { url: "%s", timeout: 20s, max-concurrent: 1, queue: 1 }
                  free: { url: "%s", timeout: 20s }
                  dead: { url: "%s" }
                aggregates:
                  GET /ok:
                    calls:
                      a: { get: free:/ok }
                      never: { get: free:/ok, when: "{query.b}", optional: true }
                  GET /half: { calls: { a: { get: free:/ok }, b: { get: dead:/, optional: true } } }
                  GET /late: { deadline: 100ms, calls: { a: { get: free:/held, optional: true }, b: { get: free:/ok, after: a, optional: true } } }
                  GET /dead: { calls: { first: { get: free:/behind-held }, a: { get: dead:/, after: first }, b: { get: free:/held } } }
                  GET /wrong: { calls: { a: { get: free:/wrong } } }
                  GET /each: { calls: { list: { get: free:/list }, each: { for-each: list, get: "free:/{item}" } } }
                  GET /held: { deadline: 20s, calls: { a: { get: "good:/held{query.n}" } } }
                """.formatted(service.url(), service.url(), nobody.url())),
                Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        held.countDown();
        gateway.close();
        service.close();
        nobody.close();
    }

    private Map<String, Double> samples() throws IOException, InterruptedException {
        Map<String, Double> samples = new HashMap<>();
        gateway.admin("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                });
        return samples;
    }

    private void check(String sample, double expected) throws IOException, InterruptedException {
        Map<String, Double> samples = samples();
        assertThat(samples.get(sample)).as(sample).isEqualTo(expected);
    }

    private void calls(String aggregate, String call, String service, String outcome, String reason, double expected)
            throws IOException, InterruptedException {
        check(
                "tributary_calls_total{aggregate=\"%s\",call=\"%s\",outcome=\"%s\",reason=\"%s\",service=\"%s\"}"
                        .formatted(aggregate, call, outcome, reason, service),
                expected);
    }

    private int status(String target, String... headers) throws IOException, InterruptedException {
        return gateway.get(target, headers).statusCode();
    }

    @Test
    void calls_are_counted_by_how_they_ended() throws Exception {
        assertThat(status("/ok")).isEqualTo(200);
        calls("GET /ok", "a", "free", "answered", "", 1);
        calls("GET /ok", "never", "free", "skipped", "", 1);
        check("tributary_call_duration_seconds_count{aggregate=\"GET /ok\",call=\"a\",service=\"free\"}", 1);
        check("tributary_call_duration_seconds_count{aggregate=\"GET /ok\",call=\"never\",service=\"free\"}", 0);
        assertThat(status("/dead")).isEqualTo(502);
        calls("GET /dead", "a", "dead", "failed", "connect-failed", 1);
        calls("GET /dead", "b", "free", "cancelled", "", 1);
        assertThat(status("/wrong")).isEqualTo(502);
        calls("GET /wrong", "a", "free", "failed", "invalid-json", 1);
    }

    @Test
    void what_an_answer_lacks_is_counted_by_call_and_reason() throws Exception {
        assertThat(status("/half")).isEqualTo(200);
        assertThat(status("/half")).isEqualTo(200);
        calls("GET /half", "b", "dead", "defaulted", "connect-failed", 2);
        check("tributary_answers_partial_total{aggregate=\"GET /half\",call=\"b\",reason=\"connect-failed\"}", 2);
    }

    @Test
    void what_the_deadline_left_no_time_for_is_lacking_too() throws Exception {
        assertThat(status("/late")).isEqualTo(200);
        check("tributary_answers_partial_total{aggregate=\"GET /late\",call=\"a\",reason=\"timeout\"}", 1);
        check("tributary_answers_partial_total{aggregate=\"GET /late\",call=\"b\",reason=\"timeout\"}", 1);
    }

    @Test
    void requests_answered_from_an_equal_one_are_counted() throws Exception {
        assertThat(status("/each")).isEqualTo(200);
        check("tributary_calls_shared_total{aggregate=\"GET /each\",call=\"each\",service=\"free\"}", 1);
        calls("GET /each", "each", "free", "answered", "", 1);
        check("tributary_service_answers_total{service=\"free\",status=\"2xx\"}", 3);
        check("tributary_service_answers_total{service=\"free\",status=\"5xx\"}", 0);
    }

    @Test
    void a_client_that_leaves_cancels_its_calls() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream()
                    .write("GET /held?n=1 HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            eventually("at the service", service::requests, all -> all == 1);
        }
        eventually(
                "cancelled",
                () -> samples()
                        .get(
                                "tributary_calls_total{aggregate=\"GET /held\",call=\"a\",outcome=\"cancelled\",reason=\"\""
                                        + ",service=\"good\"}"),
                count -> count == 1);
        check("tributary_service_answers_total{service=\"good\",status=\"none\"}", 1);
        eventually(
                "the request",
                () -> samples()
                        .get(
                                "tributary_requests_total{aggregate=\"GET /held\",outcome=\"client-left\",status=\"499\"}"),
                count -> count == 1);
    }

    @Test
    void who_waits_before_a_bulkhead_and_what_is_open_is_told() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(() -> status("/held?n=1"));
            eventually("first", service::requests, all -> all == 1);
            check("tributary_service_bulkhead_waiting{service=\"good\"}", 0);
            Future<Integer> second = threads.submit(() -> status("/held?n=2"));
            eventually(
                    "second",
                    () -> samples().get("tributary_service_bulkhead_waiting{service=\"good\"}"),
                    waiting -> waiting == 1);
            check("tributary_service_connections_open{service=\"good\"}", 1);
            check("tributary_service_connections_idle{service=\"good\"}", 0);
            held.countDown();
            assertThat(first.get()).isEqualTo(200);
            assertThat(second.get()).isEqualTo(200);
        }
        check("tributary_service_bulkhead_waiting{service=\"good\"}", 0);
        check("tributary_service_connections_open{service=\"good\"}", 1);
        check("tributary_service_connections_idle{service=\"good\"}", 1);
        check("tributary_service_connections_waiting{service=\"good\"}", 0);
    }

    @Test
    void counts_of_a_call_go_on_after_a_reload_unless_it_goes_elsewhere() throws Exception {
        assertThat(status("/ok")).isEqualTo(200);
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("never: { get: free:/ok", "before: { get: good:/ok }\n      never: { get: good:/ok"));
        assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
        assertThat(status("/ok")).isEqualTo(200);
        calls("GET /ok", "a", "free", "answered", "", 2);
        calls("GET /ok", "before", "good", "answered", "", 1);
        calls("GET /ok", "never", "good", "skipped", "", 1);
        assertThat(samples())
                .doesNotContainKey("tributary_calls_total{aggregate=\"GET /ok\",call=\"never\",outcome=\"skipped\","
                        + "reason=\"\",service=\"free\"}");
    }

    @Test
    void reloads_are_counted_by_result() throws Exception {
        check("tributary_config_reloads_total{result=\"taken\"}", 0);
        assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, Files.readString(file) + "nonsense: 1\n");
        gateway.adminPost("/reload");
        assertThat(samples().get("tributary_config_reloads_total{result=\"refused\"}"))
                .isGreaterThanOrEqualTo(1);
        check("tributary_config_reloads_total{result=\"taken\"}", 1);
    }

    @Test
    void open_metrics_name_a_trace_where_traces_are_recorded() throws Exception {
        status("/ok", "traceparent", "00-" + PARENT + "-00f067aa0ba902b7-00");
        assertThat(openMetrics()).doesNotContain("trace_id");
        status("/ok", "traceparent", "00-" + PARENT + "-00f067aa0ba902b7-01");
        assertThat(openMetrics().lines().filter(line -> line.contains("# {trace_id=\"" + PARENT + "\"}")))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("tributary_request_duration_seconds_bucket{aggregate=\"GET /ok\""))
                .anyMatch(line -> line.startsWith("tributary_call_duration_seconds_bucket{aggregate=\"GET /ok\""));
        assertThat(gateway.admin("/metrics").body()).doesNotContain(PARENT);
    }

    private String openMetrics() throws IOException, InterruptedException {
        return gateway.send(HttpRequest.newBuilder(URI.create(
                                "http://127.0.0.1:" + gateway.gateway().adminPort() + "/metrics"))
                        .header("Accept", "application/openmetrics-text;version=1.0.0")
                        .build())
                .body();
    }

    @Test
    void the_process_and_its_virtual_threads_are_told() throws Exception {
        status("/ok");
        Map<String, Double> samples = samples();
        for (String positive : new String[] {
            "process_cpu_seconds_total",
            "process_start_time_seconds",
            "jvm_memory_used_bytes{area=\"heap\"}",
            "jvm_memory_used_bytes{area=\"nonheap\"}",
            "jvm_memory_max_bytes{area=\"heap\"}",
            "jvm_threads_current",
            "jvm_virtual_threads_parallelism",
            "jvm_virtual_threads_carriers"
        }) {
            assertThat(samples.get(positive)).as(positive).isPositive();
        }
        assertThat(samples).containsKeys("jvm_virtual_threads_queued", "jvm_virtual_threads_mounted");
        assertThat(samples.keySet()).anyMatch(name -> name.startsWith("jvm_gc_collection_seconds_count{gc="));
    }
}
