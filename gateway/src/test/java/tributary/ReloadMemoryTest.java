package tributary;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.stubs.FaultService;

/** What a gateway has learned and lent does not change because somebody changed a timeout. */
class ReloadMemoryTest {
    @TempDir
    Path folder;

    /** @param overload the section, or empty */
    private Path file(String url, String policies, String overload) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                %s
                services:
                  s: { url: "%s", %s }
                aggregates:
                  GET /{what}: { deadline: 30s, calls: { a: { get: "s:/{path.what}?code={query.code}&retry-after={query.wait}" } } }
                """.formatted(overload, url, policies));
    }

    private static void reload(TestGateway gateway) throws Exception {
        HttpResponse<String> response = gateway.adminPost("/reload");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** The first sample of that name that has {@code label}. */
    private static int metric(TestGateway gateway, String name, String label) throws Exception {
        return gateway.admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void an_open_breaker_stays_open_over_reloads_under_load_and_counters_go_on() throws Exception {
        String breaker = "breaker: { failure-rate: 50%, min-calls: 4, open-for: 1h }, timeout: ";
        try (FaultService service = FaultService.start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestGateway gateway = TestGateway.watching(file(service.url(), breaker + "1s", ""), Map.of())) {
            for (int i = 0; i < 4; i++) {
                assertThat(gateway.get("/reset").statusCode()).isEqualTo(502);
            }
            CountDownLatch over = new CountDownLatch(1);
            AtomicInteger refused = new AtomicInteger();
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(threads.submit(() -> {
                    int others = 0;
                    while (over.getCount() > 0) {
                        if (gateway.get("/ok").statusCode() == 503) {
                            refused.incrementAndGet();
                        } else {
                            others++;
                        }
                    }
                    return others;
                }));
            }
            for (int seconds = 2; seconds < 12; seconds++) {
                file(service.url(), breaker + seconds + "s", "");
                reload(gateway);
                int before = refused.get();
                eventually("refusals", refused::get, now -> now > before + 3);
            }
            over.countDown();
            for (Future<Integer> client : clients) {
                assertThat(client.get(20, SECONDS)).as("calls let through").isZero();
            }
            assertThat(service.requests()).isEqualTo(4);
            assertThat(metric(gateway, "tributary_service_attempts_total", "service=\"s\""))
                    .isEqualTo(4);
            assertThat(metric(gateway, "tributary_service_refusals_total", "reason=\"circuit-open\""))
                    .isEqualTo(refused.get());
            // Other rules are a reason to look anew.
            file(service.url(), "breaker: { failure-rate: 60%, min-calls: 4, open-for: 1h }", "");
            reload(gateway);
            assertThat(gateway.get("/ok").statusCode()).isEqualTo(200);
            eventually("services not closed", gateway.gateway()::openServices, open -> open == 1);
        }
    }

    @Test
    void retries_do_not_find_a_full_budget_after_each_reload() throws Exception {
        String retry = "retry: { attempts: 2, backoff: 1ms, on: [503] }, timeout: ";
        try (FaultService service = FaultService.start();
                TestGateway gateway = TestGateway.watching(file(service.url(), retry + "1s", ""), Map.of())) {
            int calls = 0;
            for (int seconds = 2; seconds < 8; seconds++) {
                for (int i = 0; i < 5; i++, calls++) {
                    gateway.get("/status?code=503&wait=0");
                }
                file(service.url(), retry + seconds + "s", "");
                reload(gateway);
            }
            // The few that each start allows, and a fifth.
            assertThat(service.requests() - calls).isBetween(1, 3 + calls / 5);
        }
    }

    @Test
    void a_bulkhead_never_lets_more_in_than_the_new_limit_whatever_runs_from_before() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatedService service = GatedService.start(target -> {
                    boolean _ = !target.equals("/held") || gate.await(20, SECONDS);
                    return "1";
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestGateway gateway =
                        TestGateway.watching(file(service.url(), "timeout: 20s, max-concurrent: 3", ""), Map.of())) {
            List<Future<HttpResponse<String>>> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(threads.submit(() -> gateway.get("/held")));
            }
            eventually("requests", service::requests, requests -> requests == 3);
            file(service.url(), "timeout: 19s, max-concurrent: 3", "");
            reload(gateway);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(503);
            file(service.url(), "timeout: 18s, max-concurrent: 2", "");
            reload(gateway);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(503);
            file(service.url(), "timeout: 17s, max-concurrent: 4", "");
            reload(gateway);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(200);
            // Back to settings that requests still use: these are not a way around the limit either.
            file(service.url(), "timeout: 20s, max-concurrent: 3", "");
            reload(gateway);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(503);
            assertThat(metric(gateway, "tributary_service_bulkhead_present", "service=\"s\""))
                    .isEqualTo(3);
            assertThat(service.most()).isEqualTo(4);
            gate.countDown();
            for (Future<HttpResponse<String>> each : held) {
                assertThat(each.get(20, SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(gateway.get("/free").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_limit_of_the_whole_gateway_and_what_is_in_flight_are_kept() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatedService service = GatedService.start(target -> {
                    boolean _ = !target.equals("/held") || gate.await(20, SECONDS);
                    return "1";
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestGateway gateway = TestGateway.watching(
                        file(service.url(), "timeout: 20s", "overload: { min: 1, max: 10 }"), Map.of())) {
            Future<HttpResponse<String>> held = threads.submit(() -> gateway.get("/held"));
            eventually("in flight", gateway.gateway().overload()::inFlight, all -> all == 1);
            file(service.url(), "timeout: 20s", "overload: { min: 1, max: 1000 }");
            reload(gateway);
            assertThat(gateway.gateway().overload().limit()).isBetween(1, 20);
            assertThat(gateway.gateway().overload().inFlight()).isEqualTo(1);
            file(service.url(), "timeout: 20s", "overload: { algorithm: fixed, max: 1 }");
            reload(gateway);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(503);
            gate.countDown();
            assertThat(held.get(20, SECONDS).statusCode()).isEqualTo(200);
            assertThat(gateway.get("/free").statusCode()).isEqualTo(200);
        }
    }
}
