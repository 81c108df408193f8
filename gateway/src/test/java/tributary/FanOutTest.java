package tributary;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.PlainJson.at;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tributary.stubs.FaultService;

/** What runs beside what, what waits for what, and what ends it. */
class FanOutTest {
    /** Less than anything that is waited for where it should not be, far more than a busy machine adds. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private static TestGateway gateway(String service, String aggregates) throws Exception {
        return TestGateway.start(
                "services:\n  one: { url: \"${ONE}\", timeout: 25s }\naggregates:\n" + aggregates.indent(2),
                Map.of("ONE", service));
    }

    private record Timed(HttpResponse<String> answer, Duration took) {}

    private static Timed timed(TestGateway gateway, String target, String... headers) throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> answer = gateway.get(target, headers);
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - start));
    }

    /** The best of up to twenty: what a busy machine adds now and then it does not add each time, what a gateway adds it does. */
    private static Duration fastest(TestGateway gateway, String target, String body, Duration enough) throws Exception {
        Duration fastest = Duration.ofDays(1);
        for (int i = 0; i < 20 && fastest.compareTo(enough) > 0; i++) {
            Timed timed = timed(gateway, target);
            assertThat(timed.answer().body()).isEqualTo(body);
            fastest = timed.took().compareTo(fastest) < 0 ? timed.took() : fastest;
        }
        return fastest;
    }

    @Test
    void calls_that_need_nothing_of_each_other_run_side_by_side() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        try (GatedService service = GatedService.start(target -> {
                    // Nobody is answered before all have asked.
                    all.countDown();
                    return all.await(20, SECONDS) ? "1" : "\"alone\"";
                });
                TestGateway gateway = gateway(service.url(), """
                        GET /page:
                          deadline: 25s
                          calls: { a: { get: one:/a }, b: { get: one:/b }, c: { get: one:/c } }
                        """)) {
            assertThat(gateway.get("/page").body()).isEqualTo("{\"a\":1,\"b\":1,\"c\":1}");
        }
    }

    @Test
    void three_calls_take_as_long_as_one() throws Exception {
        try (ServiceStub service = ServiceStub.start()
                        .answersAfter("/a", 300, "1")
                        .answersAfter("/b", 300, "2")
                        .answersAfter("/c", 300, "3");
                TestGateway gateway = gateway(service.url(), """
                        GET /page:
                          deadline: 25s
                          calls: { a: { get: one:/a }, b: { get: one:/b }, c: { get: one:/c } }
                        """)) {
            Duration most = Duration.ofMillis(600);
            assertThat(fastest(gateway, "/page", "{\"a\":1,\"b\":2,\"c\":3}", most))
                    .isBetween(Duration.ofMillis(300), most);
        }
    }

    private static final String TWO_CHAINS = """
            GET /page:
              deadline: 25s
              calls:
                a: { get: one:/a }
                b: { get: "one:/b?a={a}" }
                c: { get: one:/c }
                d: { get: "one:/d?c={c}" }
            """;

    @Test
    void a_call_waits_for_what_it_needs_and_for_nothing_else() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        try (GatedService service = GatedService.start(target -> {
                    if (target.startsWith("/d")) {
                        last.countDown();
                    }
                    // Were there stages, d would wait for a, which is answered once d has been asked for.
                    return !target.equals("/a") || last.await(20, SECONDS) ? "1" : "\"staged\"";
                });
                TestGateway gateway = gateway(service.url(), TWO_CHAINS)) {
            assertThat(gateway.get("/page").body()).isEqualTo("{\"a\":1,\"b\":1,\"c\":1,\"d\":1}");
        }
    }

    @Test
    void an_answer_takes_as_long_as_its_longest_chain() throws Exception {
        try (ServiceStub service = ServiceStub.start()
                        .answersAfter("/a", 300, "1")
                        .answersAfter("/b", 10, "2")
                        .answersAfter("/c", 10, "3")
                        .answersAfter("/d", 300, "4");
                TestGateway gateway = gateway(service.url(), TWO_CHAINS)) {
            // 310 ms and a little; stages would take 600.
            Duration most = Duration.ofMillis(550);
            assertThat(fastest(gateway, "/page", "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}", most))
                    .isBetween(Duration.ofMillis(310), most);
        }
    }

    @Test
    void a_required_failure_ends_the_request_at_once_and_its_siblings_with_it() throws Exception {
        CountDownLatch siblings = new CountDownLatch(1);
        try (FaultService service = FaultService.start();
                GatedService gated = GatedService.start(_ -> "" + siblings.await(60, SECONDS));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestGateway gateway = TestGateway.start("""
                        services:
                          one: { url: "${ONE}", timeout: 25s }
                          gated: { url: "${GATED}", timeout: 25s }
                        aggregates:
                          GET /page:
                            deadline: 25s
                            calls:
                              never: { get: one:/never }
                              late: { get: "one:/slow?ms=24000", optional: true }
                              first: { get: gated:/ }
                              bad: { after: first, get: "one:/status?code=500" }
                              needs: { get: "one:/ok?x={never.x}" }
                        """, Map.of("ONE", service.url(), "GATED", gated.url()))) {
            Future<HttpResponse<String>> answer = threads.submit(() -> gateway.get("/page"));
            assertThat(service.awaitRequests(2, AT_MOST)).isTrue();
            long start = System.nanoTime();
            siblings.countDown();
            assertThat(answer.get().statusCode()).isEqualTo(502);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SLACK);
            assertThat(service.requests("/never")).isOne();
            assertThat(service.requests("/ok")).isZero();
            assertThat(service.awaitAnswering(0, AT_MOST))
                    .as("the siblings were cancelled")
                    .isTrue();
            // What is left is the one that was answered, idle.
            assertThat(service.awaitOpenConnections(1, AT_MOST)).isTrue();
        }
    }

    @Test
    void an_optional_call_that_is_late_leaves_its_default_at_its_timeout() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), """
                        GET /page:
                          deadline: 20s
                          calls:
                            late: { get: one:/never, timeout: 200ms, optional: true, default: { n: 1.50 } }
                            after: { get: "one:/json?text={late.n}" }
                            ok: { get: one:/ok }
                        """)) {
            Timed timed = timed(gateway, "/page");
            assertThat(timed.answer().statusCode()).isEqualTo(200);
            assertThat(timed.took())
                    .isBetween(Duration.ofMillis(200), Duration.ofMillis(200).plus(SLACK));
            assertThat(timed.answer().headers().allValues("tributary-partial")).containsExactly("late;reason=timeout");
            assertThat(timed.answer().body()).startsWith("{\"late\":{\"n\":1.50},\"after\":1.50,\"ok\":{\"ok\":true},");
        }
    }

    private static final String LATE = """
            GET /optional:
              deadline: 3s
              calls:
                ok: { get: one:/ok }
                late: { get: one:/never, optional: true }
                dripping: { get: one:/drip, optional: true, default: [] }
                dependent: { get: "one:/json?text={late || '2'}", optional: true }
            GET /required:
              deadline: 300ms
              calls: { ok: { get: one:/ok }, late: { get: one:/never } }
            GET /patient:
              deadline: 20s
              calls: { late: { get: one:/never } }
            GET /told:
              deadline: 19s
              calls: { ok: { get: one:/ok } }
            """;

    @Test
    void at_the_deadline_the_answer_is_partial_where_only_optional_calls_are_late() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), LATE)) {
            Timed timed = timed(gateway, "/optional");
            assertThat(timed.answer().statusCode()).isEqualTo(200);
            assertThat(timed.took())
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(3).plus(SLACK));
            assertThat(timed.answer().headers().allValues("tributary-partial"))
                    .containsExactly("late;reason=timeout, dripping;reason=timeout, dependent;reason=timeout");
            assertThat(timed.answer().body())
                    .startsWith(
                            "{\"ok\":{\"ok\":true},\"late\":null,\"dripping\":[],\"dependent\":null,\"_problems\":");
            assertThat(service.awaitAnswering(0, AT_MOST)).isTrue();
        }
    }

    @Test
    void at_the_deadline_the_answer_is_504_where_a_required_call_is_late() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), LATE)) {
            timeout(timed(gateway, "/required"), 300);
            assertThat(service.awaitAnswering(0, AT_MOST)).isTrue();
        }
    }

    private static void timeout(Timed timed, int millis) {
        assertThat(timed.answer().statusCode()).isEqualTo(504);
        assertThat(at(PlainJson.read(timed.answer().body()), "type")).isEqualTo("urn:tributary:problem:timeout");
        assertThat(timed.took())
                .isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis).plus(SLACK));
    }

    @Test
    void a_client_may_shorten_the_deadline_and_never_lengthen_it() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), LATE)) {
            timeout(timed(gateway, "/patient", "x-envoy-expected-rq-timeout-ms", "200"), 200);
            timeout(timed(gateway, "/required", "x-envoy-expected-rq-timeout-ms", "60000"), 300);
            // The service is told what is left, never more than was asked for.
            for (int asked : new int[] {18_000, 60_000}) {
                assertThat(gateway.get("/told", "x-envoy-expected-rq-timeout-ms", "" + asked)
                                .statusCode())
                        .isEqualTo(200);
            }
            List<Integer> told = service.lastRequests().stream()
                    .filter(sent -> sent.path().equals("/ok"))
                    .map(sent -> Integer.parseInt(sent.headers().get("x-envoy-expected-rq-timeout-ms")))
                    .toList();
            assertThat(told.subList(told.size() - 2, told.size()))
                    .satisfiesExactly(first -> assertThat(first).isBetween(1, 18_000), second -> assertThat(second)
                            .isBetween(1, 19_000));
        }
    }

    private static String numbers(int count) {
        return IntStream.range(0, count)
                .map(i -> (i * 7919) % count)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void for_each_has_never_more_calls_in_flight_than_it_may_and_answers_in_order() throws Exception {
        int count = 2000;
        int parallel = 8;
        CountDownLatch all = new CountDownLatch(parallel);
        CountDownLatch oneTooMany = new CountDownLatch(parallel + 1);
        try (GatedService service = GatedService.start(target -> {
                    if (target.equals("/list")) {
                        return numbers(count);
                    }
                    // The first ones are held back until all have come, and one more could have: then it would be seen.
                    all.countDown();
                    oneTooMany.countDown();
                    boolean _ = all.await(20, SECONDS) && oneTooMany.await(300, MILLISECONDS);
                    return target.substring("/item/".length());
                });
                TestGateway gateway = gateway(service.url(), """
                        GET /page:
                          deadline: 60s
                          calls:
                            list: { get: one:/list }
                            all: { for-each: list, get: "one:/item/{item}", max-parallel: 8, max-elements: 2000 }
                          response: "{all}"
                        """)) {
            assertThat(gateway.get("/page").body()).isEqualTo(numbers(count));
            assertThat(service.most()).isEqualTo(parallel);
            assertThat(service.requests()).isEqualTo(1 + count);
        }
    }

    @Test
    void for_each_calls_nobody_where_there_are_more_elements_than_it_may_have() throws Exception {
        try (GatedService service = GatedService.start(target -> target.equals("/list") ? numbers(1001) : "1");
                TestGateway gateway = gateway(service.url(), """
                        GET /page:
                          calls:
                            list: { get: one:/list }
                            all: { for-each: list, get: "one:/item/{item}" }
                        """)) {
            HttpResponse<String> answer = gateway.get("/page");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(at(PlainJson.read(answer.body()), "type")).isEqualTo("urn:tributary:problem:too-large");
            assertThat(service.requests()).isOne();
        }
    }

    @Test
    void a_required_elements_failure_ends_the_others() throws Exception {
        try (FaultService service = FaultService.start();
                TestGateway gateway = gateway(service.url(), """
                        GET /page:
                          deadline: 20s
                          calls:
                            all: { for-each: "['never', 'drip', 'half-silent', 'reset']", get: "one:/{item}" }
                        """)) {
            Timed timed = timed(gateway, "/page");
            assertThat(timed.answer().statusCode()).isEqualTo(502);
            assertThat(timed.took()).isLessThan(SLACK);
            assertThat(service.awaitOpenConnections(0, AT_MOST)).isTrue();
        }
    }

    @Test
    void five_hundred_requests_over_a_hundred_connections_all_get_their_own_answer() throws Exception {
        int clients = 100;
        int each = 5;
        try (GatedService service = GatedService.start(target -> "\"" + target + "\"");
                TestGateway gateway = gateway(service.url(), """
                        GET /page/{n}:
                          deadline: 20s
                          calls: { a: { get: "one:/a/{path.n}" }, b: { get: "one:/b/{path.n}?a={a}" } }
                          response: "{b}"
                        """);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch ready = new CountDownLatch(clients);
            List<Callable<String>> tasks = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                tasks.add(() -> {
                    ready.countDown();
                    ready.await();
                    for (int i = 0; i < each; i++) {
                        String n = number + "-" + i;
                        assertThat(gateway.get("/page/" + n).body()).isEqualTo("\"/b/" + n + "?a=%2Fa%2F" + n + "\"");
                    }
                    return "";
                });
            }
            for (Future<String> task : threads.invokeAll(tasks)) {
                task.get();
            }
            assertThat(service.requests()).isEqualTo(2 * clients * each);
        }
    }

    @Test
    void a_full_bulkhead_refuses_at_once_and_is_free_again_afterwards() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        try (GatedService service = GatedService.start(target -> {
                    inside.countDown();
                    return open.await(60, SECONDS) ? "1" : "\"never let go\"";
                });
                TestGateway gateway = TestGateway.start("""
                        services:
                          one: { url: "${ONE}", timeout: 20s, max-concurrent: 1, queue: 0 }
                        aggregates:
                          GET /required:
                            deadline: 20s
                            calls: { a: { get: one:/a } }
                          GET /optional:
                            deadline: 20s
                            calls: { a: { get: one:/a, optional: true } }
                        """, Map.of("ONE", service.url()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> first = threads.submit(() -> gateway.get("/required"));
            assertThat(inside.await(30, SECONDS)).isTrue();

            HttpResponse<String> refused = gateway.get("/required");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(at(PlainJson.read(refused.body()), "type")).isEqualTo("urn:tributary:problem:bulkhead-full");
            assertThat(refused.headers().firstValue("retry-after"))
                    .get()
                    .asString()
                    .matches("[1-9]\\d*");
            assertThat(gateway.get("/optional").headers().allValues("tributary-partial"))
                    .containsExactly("a;reason=bulkhead-full");
            assertThat(service.requests()).isOne();

            open.countDown();
            assertThat(first.get().body()).isEqualTo("{\"a\":1}");
            assertThat(gateway.get("/required").body()).isEqualTo("{\"a\":1}");
        }
    }
}
