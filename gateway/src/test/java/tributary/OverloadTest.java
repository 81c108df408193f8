package tributary;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.KeptClient.Answer;
import tributary.edge.admission.AdmissionCounts;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.admission.Overload;
import tributary.resilience.Priority;
import tributary.stubs.FaultService;

/** More requests than a gateway takes on at once. */
class OverloadTest {
    private static final Duration AT_MOST = Duration.ofSeconds(20);

    private static final String AGGREGATES = """
            aggregates:
              GET /critical: { priority: critical, deadline: 20s, calls: { a: { get: one:/held } } }
              GET /default: { deadline: 20s, calls: { a: { get: one:/held } } }
              GET /bulk: { priority: bulk, deadline: 20s, calls: { a: { get: one:/held } } }
              GET /free: { deadline: 20s, calls: { a: { get: one:/free } } }
              GET /freely: { priority: critical, deadline: 20s, calls: { a: { get: one:/free } } }
              GET /short: { deadline: 60ms, calls: { a: { get: one:/held } } }
              GET /failing: { deadline: 20s, calls: { a: { get: one:/held }, b: { get: "none:/" } } }
              POST /default: { deadline: 20s, calls: { a: { post: one:/free } } }
              GET /vital:
                priority: critical
                deadline: 20s
                calls: { extra: { get: one:/extra, optional: true } }
              GET /page:
                deadline: 20s
                calls:
                  first: { get: one:/first }
                  extra: { get: "one:/extra", after: first, optional: true, default: standing in }
            """;

    /** A service that answers everything at once but what it holds, which it answers when it is let go. */
    private static final class Held implements AutoCloseable {
        private final Map<String, CountDownLatch> held =
                Map.of("/held", new CountDownLatch(1), "/first", new CountDownLatch(1));
        private final GatedService service = GatedService.start(target -> {
            CountDownLatch latch = held.get(target);
            if (latch != null) {
                boolean _ = latch.await(60, SECONDS);
            }
            return "1";
        });

        Held() throws IOException {}

        void letGo(String target) {
            Objects.requireNonNull(held.get(target)).countDown();
        }

        @Override
        public void close() {
            held.values().forEach(CountDownLatch::countDown);
            service.close();
        }
    }

    private static TestGateway gateway(Held held, String overload) throws Exception {
        return TestGateway.start(
                "overload: " + overload
                        + "\nservices: { one: { url: \"${ONE}\", timeout: 20s }, none: { url: \"http://127.0.0.1:1\" } }\n"
                        + AGGREGATES,
                Map.of("ONE", held.service.url()));
    }

    private static List<Future<HttpResponse<String>>> fill(
            TestGateway gateway, ExecutorService threads, String target, int count) throws Exception {
        List<Future<HttpResponse<String>>> asked = new ArrayList<>();
        int already = gateway.gateway().overload().inFlight();
        for (int i = 0; i < count; i++) {
            asked.add(threads.submit(() -> gateway.get(target)));
        }
        eventually("in flight", gateway.gateway().overload()::inFlight, all -> all == already + count);
        return asked;
    }

    private static @Nullable Object at(String json, String path) {
        return PlainJson.at(PlainJson.read(json), path);
    }

    private static long refused(TestGateway gateway, Priority priority, Reason reason) {
        return gateway.gateway().overload().counts().refusedOf(priority, reason);
    }

    @Test
    void what_finds_no_place_hears_503_at_once_and_keeps_its_connection() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = gateway(held, "{ algorithm: fixed, max: 1 }");
                KeptClient client = new KeptClient(gateway.port())) {
            var asked = fill(gateway, threads, "/default", 1);
            eventually("its call", held.service::requests, requests -> requests == 1);
            for (int i = 0; i < 3; i++) {
                Answer refused = client.get("/free");
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.closing()).isFalse();
                assertThat(at(refused.body(), "type")).isEqualTo("urn:tributary:problem:overloaded");
            }
            HttpResponse<String> refused = gateway.get("/free", "X-Request-Id", "my-own");
            assertThat(refused.headers().firstValue("Retry-After")).get().isIn("1", "2", "3");
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.headers().firstValue("X-Request-Id")).hasValue("my-own");
            assertThat(at(refused.body(), "instance")).isEqualTo("my-own");
            assertThat(at(refused.body(), "status")).hasToString("503");
            assertThat(refused(gateway, Priority.DEFAULT, Reason.LIMIT)).isEqualTo(4);
            assertThat(held.service.requests()).isEqualTo(1);
            assertThat(gateway.admin("/health/ready").statusCode()).isEqualTo(200);
            held.letGo("/held");
            assertThat(asked.getFirst().get().statusCode()).isEqualTo(200);
            assertThat(client.get("/free").status()).isEqualTo(200);
        }
    }

    @Test
    void a_small_body_does_not_cost_the_connection_and_a_large_one_is_not_read() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = gateway(held, "{ algorithm: fixed, max: 1 }")) {
            var asked = fill(gateway, threads, "/default", 1);
            HttpResponse<String> small = gateway.send("POST", "/default", "{}");
            assertThat(small.statusCode()).isEqualTo(503);
            assertThat(small.headers().firstValue("Connection")).isNotEqualTo(Optional.of("close"));
            HttpResponse<String> large = gateway.send("POST", "/default", "[" + " ".repeat(100_000) + "]");
            assertThat(large.statusCode()).isEqualTo(503);
            assertThat(large.headers().firstValue("Connection")).hasValue("close");
            held.letGo("/held");
            assertThat(asked.getFirst().get().statusCode()).isEqualTo(200);
            assertThat(gateway.send("POST", "/default", "{}").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bulk_is_refused_first_and_critical_last() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = gateway(held, "{ algorithm: fixed, max: 40 }")) {
            var asked = fill(gateway, threads, "/default", 35);
            assertThat(gateway.get("/bulk").statusCode()).isEqualTo(503);
            asked.addAll(fill(gateway, threads, "/default", 3));
            assertThat(gateway.get("/default").statusCode()).isEqualTo(503);
            assertThat(gateway.get("/freely").statusCode()).isEqualTo(200);
            asked.addAll(fill(gateway, threads, "/critical", 2));
            assertThat(gateway.get("/freely").statusCode()).isEqualTo(503);
            held.letGo("/held");
            for (Future<HttpResponse<String>> each : asked) {
                assertThat(each.get().statusCode()).isEqualTo(200);
            }
            AdmissionCounts counts = gateway.gateway().overload().counts();
            assertThat(counts.admittedOf(Priority.DEFAULT)).isEqualTo(38);
            assertThat(counts.admittedOf(Priority.CRITICAL)).isEqualTo(3);
            assertThat(refused(gateway, Priority.BULK, Reason.LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void running_bulk_gives_way_to_critical_and_its_service_sees_it_end() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = TestGateway.start("""
                        overload: { algorithm: fixed, max: 1 }
                        services: { one: { url: "${ONE}", timeout: 20s }, two: { url: "${TWO}", timeout: 20s } }
                        aggregates:
                          GET /bulk: { priority: bulk, deadline: 20s, calls: { a: { get: "one:/never" }, b: { get: "one:/never/too" } } }
                          GET /critical: { priority: critical, deadline: 20s, calls: { a: { get: "two:/json?text=1" } } }
                        """, Map.of("ONE", service.url(), "TWO", service.url()));
                KeptClient client = new KeptClient(gateway.port())) {
            client.send("/bulk");
            assertThat(service.awaitRequests(2, AT_MOST)).isTrue();
            assertThat(gateway.get("/critical").statusCode()).isEqualTo(200);
            Answer gaveWay = client.read();
            assertThat(gaveWay.status()).isEqualTo(503);
            assertThat(gaveWay.closing()).isFalse();
            assertThat(at(gaveWay.body(), "type")).isEqualTo("urn:tributary:problem:overloaded");
            assertThat(refused(gateway, Priority.BULK, Reason.GAVE_WAY)).isEqualTo(1);
            // The critical request's own connection is kept.
            assertThat(service.awaitOpenConnections(1, AT_MOST)).isTrue();
            assertThat(client.get("/critical").status()).isEqualTo(200);
        }
    }

    @Test
    void optional_calls_are_left_out_under_pressure_and_the_rest_is_answered() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = gateway(held, "{ algorithm: fixed, max: 20 }")) {
            var asked = fill(gateway, threads, "/page", 1);
            asked.addAll(fill(gateway, threads, "/default", 18));
            held.letGo("/first");
            HttpResponse<String> page = asked.getFirst().get();
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(at(page.body(), "extra")).isEqualTo("standing in");
            assertThat(at(page.body(), "_problems.extra.reason")).isEqualTo("overloaded");
            assertThat(page.headers().firstValue("Tributary-Partial")).hasValue("extra;reason=overloaded");
            assertThat(gateway.gateway().sparing().leftOut()).isEqualTo(1);
            HttpResponse<String> vital = gateway.get("/vital");
            assertThat(vital.body()).isEqualTo("{\"extra\":1}");
            held.letGo("/held");
            for (Future<HttpResponse<String>> each : asked) {
                assertThat(each.get().statusCode()).isEqualTo(200);
            }
            assertThat(gateway.get("/page").headers().firstValue("Tributary-Partial"))
                    .isEmpty();
        }
    }

    @Test
    void waiting_for_a_slow_service_is_not_the_gateways_own_time() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ServiceStub service = ServiceStub.start().answersAfter("/held", 300, "1");
                TestGateway gateway = TestGateway.start(
                        "services: { one: { url: \"${ONE}\", timeout: 20s }, none: { url: \"http://127.0.0.1:1\" } }\n"
                                + AGGREGATES,
                        Map.of("ONE", service.url()))) {
            List<Future<Duration>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(threads.submit(() -> {
                    long start = System.nanoTime();
                    assertThat(gateway.get("/default").statusCode()).isEqualTo(200);
                    return Duration.ofNanos(System.nanoTime() - start);
                }));
            }
            Duration whole = Duration.ZERO;
            for (Future<Duration> each : asked) {
                whole = whole.plus(each.get());
            }
            AdmissionCounts counts = gateway.gateway().overload().counts();
            assertThat(counts.served()).isEqualTo(20);
            // However slow the machine is, each has waited for 300 ms at least; a timer may be a little early.
            assertThat(Duration.ofNanos(counts.ownNanos())).isLessThan(whole.minus(Duration.ofMillis(20 * 290)));
        }
    }

    @Test
    void every_place_is_given_back_however_a_request_ends() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = gateway(held, "{ algorithm: fixed, max: 4 }")) {
            Overload overload = gateway.gateway().overload();
            try (KeptClient leaving = new KeptClient(gateway.port())) {
                leaving.send("/default");
                eventually("in flight", overload::inFlight, all -> all == 1);
            }
            eventually("in flight", overload::inFlight, all -> all == 0);
            assertThat(gateway.get("/short").statusCode()).isEqualTo(504);
            assertThat(gateway.get("/failing").statusCode()).isEqualTo(502);
            assertThat(gateway.get("/default", "Accept", "text/html").statusCode())
                    .isEqualTo(406);
            assertThat(gateway.send("POST", "/default", "no JSON").statusCode()).isEqualTo(400);
            assertThat(overload.inFlight()).isZero();
            held.letGo("/held");
            for (Future<HttpResponse<String>> each : fill(gateway, threads, "/page", 3)) {
                held.letGo("/first");
                assertThat(each.get().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void who_may_wait_gets_the_place_that_becomes_free() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = gateway(held, "{ algorithm: fixed, max: 1, queue: true }")) {
            var asked = fill(gateway, threads, "/default", 1);
            // Nobody waits longer than 100 ms.
            assertThat(gateway.get("/free").statusCode()).isEqualTo(503);
            Future<HttpResponse<String>> waiting = threads.submit(() -> {
                HttpResponse<String> answer = gateway.get("/free");
                while (answer.statusCode() == 503) {
                    answer = gateway.get("/free");
                }
                return answer;
            });
            eventually("waiting", gateway.gateway().overload()::waiting, all -> all == 1);
            held.letGo("/held");
            assertThat(waiting.get().statusCode()).isEqualTo(200);
            assertThat(asked.getFirst().get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodies_that_find_no_memory_are_refused_and_others_go_on() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = TestGateway.start("""
                        overload: { max-body-memory: 128KiB }
                        services: { one: { url: "${ONE}", timeout: 20s } }
                        aggregates:
                          GET /{fault}/{bytes}: { deadline: 20s, calls: { a: { get: "one:/{path.fault}?bytes={path.bytes}" } } }
                          GET /optional: { deadline: 20s, calls: { a: { get: "one:/huge?bytes=900000", optional: true } } }
                          POST /: { deadline: 20s, calls: { a: { post: one:/ok } } }
                        """, Map.of("ONE", service.url()))) {
            for (String fault : List.of("huge", "huge-chunked", "gzip-bomb")) {
                HttpResponse<String> refused = gateway.get("/" + fault + "/900000");
                assertThat(refused.statusCode()).as(fault).isEqualTo(503);
                assertThat(at(refused.body(), "type")).isEqualTo("urn:tributary:problem:overloaded");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(gateway.get("/" + fault + "/60000").statusCode())
                        .as(fault)
                        .isEqualTo(200);
            }
            assertThat(gateway.get("/optional").headers().firstValue("Tributary-Partial"))
                    .hasValue("a;reason=overloaded");
            assertThat(gateway.send("POST", "/", "[" + " ".repeat(300_000) + "]")
                            .statusCode())
                    .isEqualTo(503);
            assertThat(refused(gateway, Priority.DEFAULT, Reason.BODY_MEMORY)).isEqualTo(1);
            assertThat(gateway.send("POST", "/", "[" + " ".repeat(100_000) + "]")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_call_that_cannot_be_in_time_is_not_made() throws Exception {
        try (ServiceStub service = ServiceStub.start().answersAfter("/held", 200, "1");
                TestGateway gateway = TestGateway.start(
                        "services: { one: { url: \"${ONE}\", timeout: 20s }, none: { url: \"http://127.0.0.1:1\" } }\n"
                                + AGGREGATES,
                        Map.of("ONE", service.url()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String hurry = "X-Envoy-Expected-Rq-Timeout-Ms";
            assertThat(gateway.get("/default", hurry, "50").statusCode()).isEqualTo(504);
            List<Future<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(threads.submit(() -> gateway.get("/default")));
            }
            for (Future<HttpResponse<String>> each : asked) {
                assertThat(each.get().statusCode()).isEqualTo(200);
            }
            int made = service.requests().size();
            HttpResponse<String> hopeless = gateway.get("/default", hurry, "50");
            assertThat(hopeless.statusCode()).isEqualTo(504);
            assertThat(at(hopeless.body(), "type")).isEqualTo("urn:tributary:problem:timeout");
            assertThat(service.requests()).hasSize(made);
            assertThat(gateway.gateway().sparing().hopeless()).isEqualTo(1);
        }
    }

    @Test
    void the_limit_changes_while_the_gateway_serves(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("gateway.yaml");
        String rest = """
                server: { host: 127.0.0.1, port: 0 }
                admin: { host: 127.0.0.1, port: 0 }
                services: { one: { url: "${ONE}", timeout: 20s }, none: { url: "http://127.0.0.1:1" } }
                """ + AGGREGATES;
        Files.writeString(file, "overload: { algorithm: fixed, max: 1 }\n" + rest);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Held held = new Held();
                TestGateway gateway = TestGateway.watching(file, Map.of("ONE", held.service.url()))) {
            var asked = fill(gateway, threads, "/default", 1);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(503);
            Files.writeString(file, "overload: { algorithm: fixed, max: 3 }\n" + rest);
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            assertThat(gateway.gateway().overload().limit()).isEqualTo(3);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(200);
            held.letGo("/held");
            assertThat(asked.getFirst().get().statusCode()).isEqualTo(200);
        }
    }
}
