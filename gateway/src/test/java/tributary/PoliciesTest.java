package tributary;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.stubs.FaultService;

/** Retries, hedges, breakers and several URLs from outside: what clients hear, and what services are sent. */
class PoliciesTest {
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private static TestGateway gateway(String urls, String policies) throws Exception {
        return TestGateway.start("""
                services:
                  s: { urls: [%s], timeout: 25s%s }
                aggregates:
                  GET /{fault}:
                    deadline: 25s
                    calls:
                      a: { get: "s:/{path.fault}?code={query.code}&retry-after={query.wait}&ms={query.ms}" }
                  GET /optional/{fault}:
                    deadline: 25s
                    calls:
                      a: { get: "s:/{path.fault}", optional: true, default: 7 }
                  POST /{fault}:
                    deadline: 25s
                    calls:
                      a: { post: "s:/{path.fault}?code={query.code}&retry-after={query.wait}" }
                """.formatted(urls, policies.isEmpty() ? "" : ", " + policies), Map.of());
    }

    private static String retriesAndBreaker(String openFor) {
        return "retry: { attempts: 3, backoff: 1ms },"
                + " breaker: { failure-rate: 50%, min-calls: 10, window: 60s, open-for: " + openFor + " }";
    }

    @Test
    void a_dead_service_is_neither_hammered_nor_waited_for() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), retriesAndBreaker("60s"))) {
            for (int i = 0; i < 30; i++) {
                gateway.get("/reset");
            }
            // Ten calls, and the retries that three and a fifth of them allow.
            assertThat(service.requests()).isBetween(10, 15);
            HttpResponse<String> refused = gateway.get("/ok");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("urn:tributary:problem:circuit-open", "\"status\":null");
            int seconds =
                    Integer.parseInt(refused.headers().firstValue("retry-after").orElseThrow());
            assertThat(seconds).isBetween(1, 60);
            HttpResponse<String> partial = gateway.get("/optional/ok");
            assertThat(partial.statusCode()).isEqualTo(200);
            assertThat(partial.headers().firstValue("tributary-partial")).contains("a;reason=circuit-open");
        }
    }

    @Test
    void a_service_that_was_dead_is_asked_again_when_it_is_back() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), retriesAndBreaker("1s"))) {
            for (int i = 0; i < 30; i++) {
                gateway.get("/reset");
            }
            eventually("the service is asked again", () -> gateway.get("/ok").statusCode(), status -> status == 200);
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.get("/ok").statusCode()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reset", "/hang-up", "/half", "/half-reset", "/garbage", "/status?code=503&wait=0"})
    void a_write_is_never_sent_twice(String fault) throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway =
                        gateway(service.url(), "retry: { attempts: 5, backoff: 1ms }, hedge: { after: 1ms }")) {
            assertThat(gateway.send("POST", fault, "{}", "content-type", "application/json")
                            .statusCode())
                    .isEqualTo(502);
            assertThat(service.requests()).isEqualTo(1);
            gateway.get(fault);
            assertThat(service.requests()).isGreaterThan(2);
        }
    }

    @Test
    void retry_after_is_heeded() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), "retry: { attempts: 2, backoff: 1ms }")) {
            assertThat(gateway.get("/status?code=503&wait=40").statusCode()).isEqualTo(502);
            assertThat(service.requests()).isEqualTo(1);
            long start = System.nanoTime();
            assertThat(gateway.get("/status?code=503&wait=1").statusCode()).isEqualTo(502);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
            assertThat(service.requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999999999999999999",
                "86400",
                "-5",
                "0x10",
                "1e9",
                "soon",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void an_absurd_retry_after_is_neither_waited_for_nor_passed_on(String wait) throws Exception {
        try (ServiceStub service = ServiceStub.start()
                        .answers("/x", aResponse().withStatus(503).withHeader("Retry-After", wait));
                TestGateway gateway = gateway(service.url(), "retry: { attempts: 3, backoff: 1ms }")) {
            long start = System.nanoTime();
            HttpResponse<String> answer = gateway.get("/x");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("retry-after")).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(service.requests()).hasSize(1);
        }
    }

    @Test
    void who_asks_again_is_not_answered_with_retries_on_top() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), "retry: { attempts: 3, backoff: 1ms }")) {
            gateway.get("/reset", "x-tributary-attempt", "2");
            assertThat(service.requests()).isEqualTo(1);
        }
    }

    @Test
    void hedges_make_most_slow_answers_quick_and_add_little() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (GatedService service = GatedService.start(_ -> {
                    if (asked.incrementAndGet() % 40 == 0) {
                        Thread.sleep(5000);
                        return "\"slow\"";
                    }
                    return "1";
                });
                TestGateway gateway = gateway(service.url(), "hedge: { after: 150ms, budget: 5% }")) {
            int calls = 240;
            int slow = 0;
            for (int i = 0; i < calls; i++) {
                HttpResponse<String> answer = gateway.get("/x");
                assertThat(answer.statusCode()).isEqualTo(200);
                slow += answer.body().contains("slow") ? 1 : 0;
            }
            // Six without hedges. The budget has twice as many, since an answer may be late on a busy machine too.
            assertThat(slow).isLessThanOrEqualTo(2);
            assertThat(service.requests()).isLessThanOrEqualTo((int) (calls * 1.06));
        }
    }

    @Test
    void the_attempt_that_lost_is_cancelled() throws Exception {
        try (FaultService hanging = FaultService.start();
                PlainService quick = new PlainService("1");
                TestGateway gateway = gateway(
                        hanging.url() + ", " + quick.url(),
                        "hedge: { after: 20ms, budget: 100% }, max-concurrent: 2")) {
            while (hanging.requests() == 0) {
                assertThat(gateway.get("/never").statusCode()).isEqualTo(200);
            }
            assertThat(hanging.awaitOpenConnections(0, AT_MOST)).isTrue();
        }
    }

    @Test
    void of_two_urls_one_may_be_dead() throws Exception {
        try (FaultService service = FaultService.start();
                ClosedPort refused = new ClosedPort();
                TestGateway gateway = gateway(refused.url() + ", " + service.url(), "")) {
            for (int i = 0; i < 50; i++) {
                assertThat(gateway.get("/ok").statusCode()).isEqualTo(200);
            }
            assertThat(service.requests()).isEqualTo(50);
        }
    }

    @Test
    void a_client_that_leaves_between_two_attempts_is_the_end_of_them() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway =
                        gateway(service.url(), "retry: { attempts: 3, backoff: 1ms }, max-concurrent: 1")) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                client.getOutputStream()
                        .write("GET /status?code=503&wait=20 HTTP/1.1\r\nHost: h\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(service.awaitRequests(1, AT_MOST)).isTrue();
            }
            eventually("calls in flight", () -> gateway.gateway().callsInFlight(), calls -> calls == 0);
            // The bulkhead's only place is free again.
            assertThat(gateway.get("/ok").statusCode()).isEqualTo(200);
            assertThat(service.requests("/status")).isEqualTo(1);
        }
    }

    @Test
    void a_slow_service_whose_bulkhead_is_full_is_only_its_own_callers_trouble() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatedService slow = GatedService.start(_ -> {
                    gate.await(60, TimeUnit.SECONDS);
                    return "1";
                });
                FaultService quick = FaultService.start();
                TestGateway gateway = TestGateway.start("""
                        services:
                          slow: { url: "%s", max-concurrent: 1, timeout: 20s }
                          quick: { url: "%s" }
                        aggregates:
                          GET /slow: { deadline: 30s, calls: { a: { get: "slow:/x" } } }
                          GET /quick: { calls: { a: { get: "quick:/ok" } } }
                        """.formatted(slow.url(), quick.url()), Map.of())) {
            Thread first = Thread.startVirtualThread(() -> {
                try {
                    gateway.get("/slow");
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            eventually("requests at the slow service", slow::requests, requests -> requests == 1);
            assertThat(gateway.get("/slow").body()).contains("bulkhead-full");
            assertThat(gateway.get("/quick").statusCode()).isEqualTo(200);
            gate.countDown();
            first.join();
        }
    }
}
