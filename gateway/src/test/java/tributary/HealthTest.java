package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the gateway tells of its services' health, and of its own. */
class HealthTest {
    @TempDir
    Path folder;

    @AutoClose
    private final LogLines log = LogLines.of("tributary.health");

    private PlainService service;
    private ClosedPort nobody;
    private @Nullable TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        service = new PlainService("{\"a\":1}");
        nobody = new ClosedPort();
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        service.close();
        nobody.close();
        assertThat(Threads.live()).as("threads of probes").doesNotContain("schedule probe");
    }

    /** @param s the keys of a service */
    private Path written(String s) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 20s }
                admin: { host: 127.0.0.1, port: 0 }
                services:
                  s: { %s }
                  other: { url: "%s" }
                aggregates:
                  GET /page: { deadline: 20s, calls: { a: { get: "s:/page" } } }
                  GET /held: { deadline: 20s, calls: { a: { get: "s:/held" } } }
                """.formatted(s, service.url()));
    }

    private TestGateway running(String s) throws Exception {
        gateway = TestGateway.watching(written(s), Map.of());
        return gateway;
    }

    private static void reload(TestGateway gateway) throws Exception {
        HttpResponse<String> response = gateway.adminPost("/reload");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static Object health(TestGateway gateway) throws Exception {
        return PlainJson.read(gateway.admin("/health").body());
    }

    private static Object service(TestGateway gateway, String path) throws Exception {
        return at(health(gateway), "services.s." + path);
    }

    private static Object probe(TestGateway gateway, int target, String member) throws Exception {
        Object targets = service(gateway, "targets");
        return at(((List<?>) targets).get(target), "probe." + member);
    }

    private static void awaitStatus(TestGateway gateway, String status) throws Exception {
        eventually("the service's health", () -> service(gateway, "status"), status::equals);
    }

    /** As the last probe of {@code target} found, which is told a moment after the health that comes of it. */
    private static void awaitFailure(TestGateway gateway, int target, String why) throws Exception {
        eventually("why the probe failed", () -> probe(gateway, target, "failure"), why::equals);
    }

    /** The lines so far, which are logged a moment after what they say is so. */
    private List<String> logged(int lines) throws Exception {
        return eventually("lines of the log", log::all, all -> all.size() >= lines);
    }

    private static HttpResponse<String> ready(TestGateway gateway) throws Exception {
        return gateway.admin("/health/ready");
    }

    private static String metrics(TestGateway gateway) throws Exception {
        return gateway.admin("/metrics").body();
    }

    @Test
    void a_service_that_is_down_at_the_start_is_told_of_and_then_comes() throws Exception {
        TestGateway gateway = running("url: '" + nobody.url() + "', health: { path: /up, every: 1s }");
        awaitStatus(gateway, "DOWN");
        assertThat(at(health(gateway), "status")).isEqualTo("DEGRADED");
        awaitFailure(gateway, 0, "connect-failed");
        HttpResponse<String> ready = ready(gateway);
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"status\":\"UP\",\"degraded\":[\"s\"]}");
        assertThat(gateway.admin("/health/live").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(metrics(gateway))
                .contains("tributary_probe_up{service=\"s\"} 0.0")
                .contains("tributary_schedule_runs_total{outcome=\"ok\",task=\"probe/s/0\"} 0.0")
                .doesNotContain("tributary_probe_up{service=\"other\"}");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody.port()), 10);
        try {
            server.createContext("/up", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            awaitStatus(gateway, "UP");
            assertThat(at(health(gateway), "status")).isEqualTo("UP");
            assertThat(ready(gateway).body()).isEqualTo("{\"status\":\"UP\",\"degraded\":[]}");
            assertThat(metrics(gateway)).contains("tributary_probe_up{service=\"s\"} 1.0");
            assertThat(logged(2))
                    .containsExactly(
                            "WARNING service s is down: the probe failed: connect-failed",
                            "INFO service s is up again: the probe is answered");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_change_is_one_line_in_the_log_however_many_probes_there_are() throws Exception {
        try (ServiceStub stub = ServiceStub.start().answers("/up", 200, "fine")) {
            TestGateway gateway = running("url: '" + stub.url() + "', health: { path: '/up?deep=1', every: 1s }");
            awaitStatus(gateway, "UP");
            assertThat(stub.targets()).contains("/up?deep=1");
            assertThat(stub.requests().getFirst().getHeader("accept")).isEqualTo("*/*");
            stub.answers("/up", 500, "{}");
            awaitFailure(gateway, 0, "status 500");
            stub.answers("/up", 302, "");
            awaitFailure(gateway, 0, "status 302");
            assertThat(number(probe(gateway, 0, "failuresInRow"))).isGreaterThanOrEqualTo(2);
            stub.answers("/up", 200, "x");
            awaitStatus(gateway, "UP");
            eventually("failures in a row", () -> probe(gateway, 0, "failuresInRow"), now -> number(now) == 0);
            assertThat(logged(2))
                    .containsExactly(
                            "WARNING service s is down: the probe failed: status 500",
                            "INFO service s is up again: the probe is answered");
        }
    }

    /** Two of them, or more. */
    private static final Pattern RUNS =
            Pattern.compile("tributary_schedule_runs_total\\{outcome=\"ok\",task=\"probe/s/0\"} ([2-9]|\\d\\d)");

    private static int number(Object value) {
        return Integer.parseInt(value.toString());
    }

    @Test
    void a_service_that_never_answers_is_down_and_calls_to_it_go_on() throws Exception {
        service.hold("/up");
        TestGateway gateway = running("url: '" + service.url() + "', health: { path: /up, every: 1s, timeout: 100ms }");
        awaitStatus(gateway, "DOWN");
        awaitFailure(gateway, 0, "timeout");
        assertThat(number(probe(gateway, 0, "lastMs"))).isGreaterThanOrEqualTo(95);
        assertThat(Threads.live()).contains("schedule probe");
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        assertThat(metrics(gateway)).contains("tributary_service_attempts_total{service=\"s\"} 1.0");
    }

    @Test
    void a_service_that_answers_slowly_but_in_time_is_up() throws Exception {
        try (ServiceStub stub = ServiceStub.start().answersAfter("/up", 1300, "{}")) {
            TestGateway gateway = running("url: '" + stub.url() + "', timeout: 20s, health: { path: /up, every: 1s }");
            eventually(
                    "runs", () -> metrics(gateway), text -> RUNS.matcher(text).find());
            assertThat(number(probe(gateway, 0, "lastMs"))).isGreaterThanOrEqualTo(1295);
            assertThat(service(gateway, "status")).isEqualTo("UP");
        }
        assertThat(log.all()).isEmpty();
    }

    @Test
    void a_required_service_keeps_the_gateway_from_being_ready_until_it_is_up() throws Exception {
        CountDownLatch held = service.hold("/up");
        TestGateway gateway =
                running("url: '" + service.url() + "', timeout: 20s, health: { path: /up, every: 1s, required: true }");
        HttpResponse<String> ready = ready(gateway);
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\":\"DOWN\",\"phase\":\"serving\",\"missing\":[\"s\"]}");
        HttpResponse<String> health = gateway.admin("/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(at(PlainJson.read(health.body()), "status")).isEqualTo("DOWN");
        assertThat(gateway.admin("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.admin("/health/started").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        held.countDown();
        eventually("readiness", () -> ready(gateway).statusCode(), status -> status == 200);
    }

    @Test
    void a_service_of_which_one_url_is_down_is_degraded_and_enough_where_it_is_required() throws Exception {
        TestGateway gateway = running("urls: ['" + service.url() + "', '" + nobody.url()
                + "'], health: { path: /up, every: 1s, required: true }");
        awaitStatus(gateway, "DEGRADED");
        assertThat(probe(gateway, 0, "status")).isEqualTo("UP");
        assertThat(probe(gateway, 1, "status")).isEqualTo("DOWN");
        assertThat(ready(gateway).statusCode()).isEqualTo(200);
        assertThat(ready(gateway).body()).contains("\"degraded\":[\"s\"]");
        assertThat(metrics(gateway)).contains("tributary_probe_up{service=\"s\"} 1.0");
        assertThat(logged(1)).containsExactly("WARNING service s, URL 1 is down: the probe failed: connect-failed");
    }

    @Test
    void a_reload_adds_changes_and_removes_probes_and_leaves_connections_alone() throws Exception {
        String url = "url: '" + service.url() + "'";
        TestGateway gateway = running(url);
        assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        assertThat(service(gateway, "status")).isEqualTo("UNKNOWN");
        assertThat(Threads.live()).doesNotContain("schedule probe");
        // One probe, so that none is under way when it is changed: that would cost it its connection.
        written(url + ", health: { path: /up, every: 1h }");
        reload(gateway);
        awaitStatus(gateway, "UP");
        assertThat(service.accepted()).as("connections").isEqualTo(1);
        // With what is known already: it is held, so a probe that began without would know nothing.
        CountDownLatch held = service.hold("/other");
        written(url + ", timeout: 1s, health: { path: /other, every: 2h, timeout: 60s, required: true }");
        reload(gateway);
        assertThat(service(gateway, "status")).isEqualTo("UP");
        assertThat(ready(gateway).statusCode()).isEqualTo(200);
        held.countDown();
        eventually("the new probe", () -> probe(gateway, 0, "failuresInRow"), now -> number(now) == 0);
        eventually("its end", () -> probe(gateway, 0, "nextRun"), next -> next != null);
        int asked = service.asked();
        reload(gateway);
        assertThat(service.asked()).as("what has not changed is not begun anew").isEqualTo(asked);
        written(url);
        reload(gateway);
        assertThat(service(gateway, "status")).isEqualTo("UNKNOWN");
        assertThat(Threads.live()).doesNotContain("schedule probe");
        assertThat(metrics(gateway)).doesNotContain("task=\"probe/").doesNotContain("tributary_probe_up{");
        assertThat(service.accepted()).as("connections").isEqualTo(1);
    }

    @Test
    void a_breaker_that_is_open_degrades_and_the_last_error_is_told() throws Exception {
        TestGateway gateway = running("url: '" + nobody.url()
                + "', breaker: { min-calls: 2, open-for: 60s }, health: { path: /up, every: 1h, required: false }");
        eventually("the probe", () -> probe(gateway, 0, "status"), "DOWN"::equals);
        assertThat(service(gateway, "lastError")).isNull();
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.get("/page").statusCode()).isGreaterThanOrEqualTo(502);
        }
        assertThat(service(gateway, "breaker")).isEqualTo("open");
        assertThat(service(gateway, "lastError.reason"))
                .as("what the service did, not what the gateway refused after it")
                .isEqualTo("connect-failed");
        assertThat(service(gateway, "lastSuccess")).isNull();
    }

    @Test
    void a_breaker_alone_says_whether_a_service_is_down() throws Exception {
        try (ServiceStub stub = ServiceStub.start().answers("/page", 200, "{}")) {
            TestGateway gateway = running("url: '" + stub.url() + "', breaker: { min-calls: 2, open-for: 60s }");
            assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
            assertThat(service(gateway, "status")).isEqualTo("UP");
            assertThat(service(gateway, "lastSuccess")).asString().startsWith("2");
            stub.answers("/page", 503, "{}");
            eventually(
                    "the breaker",
                    () -> {
                        gateway.get("/page");
                        return service(gateway, "breaker");
                    },
                    "open"::equals);
            assertThat(service(gateway, "status")).isEqualTo("DOWN");
            assertThat(service(gateway, "lastError.reason")).isEqualTo("bad-status");
            assertThat(ready(gateway).body()).isEqualTo("{\"status\":\"UP\",\"degraded\":[\"s\"]}");
        }
    }

    @Test
    void where_calls_hold_all_connections_a_probe_says_nothing() throws Exception {
        CountDownLatch held = service.hold("/held");
        String s = "url: '" + service.url() + "', timeout: 20s, max-connections: 1, health: { path: /up, every: 1h";
        TestGateway gateway = running(s + " }");
        awaitStatus(gateway, "UP");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/held");
            eventually("requests to the service", service::asked, asked -> asked == 2);
            // Only now, since this one is to fail, and is the only one.
            written(s + ", timeout: 50ms }");
            reload(gateway);
            eventually("failures in a row", () -> probe(gateway, 0, "failuresInRow"), now -> number(now) >= 1);
            assertThat(probe(gateway, 0, "failure")).isEqualTo("bulkhead-full");
            assertThat(service(gateway, "status")).isEqualTo("UP");
            assertThat(number(service(gateway, "outstanding"))).isEqualTo(1);
            held.countDown();
        }
        assertThat(log.all()).isEmpty();
    }

    @Test
    void a_gateway_that_drains_lives_and_is_not_ready_and_probes_end_with_it() throws Exception {
        CountDownLatch held = service.hold("/held");
        CountDownLatch never = service.hold("/up");
        TestGateway gateway =
                running("url: '" + service.url() + "', timeout: 20s, health: { path: /up, every: 1s, timeout: 20s }");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/held");
            eventually("requests to the service", service::asked, asked -> asked == 2);
            Thread closer = Thread.startVirtualThread(gateway.gateway()::close);
            eventually("readiness", () -> ready(gateway).statusCode(), status -> status == 503);
            assertThat(ready(gateway).body()).contains("\"phase\":\"stopping\"", "\"missing\":[]");
            assertThat(gateway.admin("/health/live").statusCode()).isEqualTo(200);
            assertThat(at(health(gateway), "phase")).isEqualTo("stopping");
            held.countDown();
            closer.join();
        }
        // Only now: it did not end because it was answered.
        never.countDown();
        eventually("connections", service::open, open -> open == 0);
    }

    @Test
    void the_document_is_for_the_admin_listener_and_names_no_credentials() throws Exception {
        TestGateway gateway = running("url: '" + service.url()
                + "/base', headers: { set: { X-Api-Key: hush } }, health: { path: /up, every: 1h }");
        awaitStatus(gateway, "UP");
        HttpResponse<String> health = gateway.admin("/health");
        assertThat(health.headers().firstValue("cache-control")).contains("no-store");
        Object document = PlainJson.read(health.body());
        assertThat(document)
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("status", "phase", "generation", "uptimeSeconds", "services");
        assertThat(number(at(document, "generation"))).isEqualTo(1);
        assertThat(health.body()).doesNotContain("hush").contains(service.url() + "/base");
        assertThat(gateway.get("/health").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(404);
    }
}
