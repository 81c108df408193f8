package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.PlainJson.at;
import static tributary.PlainJson.list;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.PlainJson.Digits;
import tributary.stubs.Fault;
import tributary.stubs.FaultService;

/** Everything that services do to a gateway, one after the other: what the client hears, and what stays behind. */
class FaultsTest {
    /** The faults' parameters: those that a request does not name are left out. */
    private static final String TARGET = "\"faulty:/{path.fault}"
            + Stream.of("code", "ms", "every", "line", "text", "bytes", "name")
                    .map(name -> name + "={query." + name + "}")
                    .collect(Collectors.joining("&", "?", "\""));

    private static final Duration AT_MOST = Duration.ofSeconds(30);
    private static final String STAND_IN = "{\"standIn\":1.0}";
    private static final AtomicInteger NEXT = new AtomicInteger(1000);

    /** What only services and the code know, and no client may read. */
    private static final List<String> SECRETS = List.of(
            "127.0.0.1", "localhost", "xception", "java.", "secret of the service", "sign in", "\"unasked", "yyy");

    private static FaultService service;
    private static ClosedPort closed;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        service = FaultService.start();
        closed = new ClosedPort();
        gateway = gateway(service);
    }

    private static TestGateway gateway(FaultService service) throws Exception {
        return TestGateway.start(
                """
                services:
                  faulty: { url: "${FAULTS}", timeout: 20s, max-response: 1MiB }
                  closed: { url: "${CLOSED}" }
                aggregates:
                  GET /required/{fault}:
                    deadline: 20s
                    calls: { value: { get: TARGET } }
                  GET /optional/{fault}:
                    deadline: 20s
                    calls: { value: { get: TARGET, optional: true, default: STAND_IN } }
                  GET /required-timeout/{fault}:
                    deadline: 20s
                    calls: { value: { get: TARGET, timeout: 100ms } }
                  GET /optional-timeout/{fault}:
                    deadline: 20s
                    calls: { value: { get: TARGET, timeout: 100ms, optional: true, default: STAND_IN } }
                  GET /required-deadline/{fault}:
                    deadline: 100ms
                    calls: { value: { get: TARGET } }
                  GET /optional-deadline/{fault}:
                    deadline: 100ms
                    calls: { value: { get: TARGET, optional: true, default: STAND_IN } }
                  GET /own/{number}:
                    calls: { own: { get: "faulty:/json?text={path.number}" } }
                  GET /refused:
                    calls: { value: { get: closed:/ } }
                  GET /unresolved:
                    calls: { first: { get: faulty:/ok }, value: { get: "faulty:/x/{first.absent}" } }
                """.replace("TARGET", TARGET).replace("STAND_IN", STAND_IN.replace(":", ": ")),
                Map.of("FAULTS", service.url(), "CLOSED", closed.url()));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        assertThat(service.awaitOpenConnections(0, AT_MOST)).isTrue();
        service.close();
        closed.close();
    }

    /** Whatever happened: the next request gets its own answer, on the one connection there is any use for. */
    @AfterEach
    void nothing_stays_behind() throws Exception {
        for (int i = 0; i < 2; i++) {
            int own = NEXT.incrementAndGet();
            assertThat(gateway.get("/own/" + own).body()).isEqualTo("{\"own\":" + own + "}");
        }
        assertThat(service.awaitAnswering(0, AT_MOST))
                .as("the service was let go")
                .isTrue();
        assertThat(service.awaitOpenConnections(1, AT_MOST))
                .as("one idle connection, not " + service.openConnections())
                .isTrue();
    }

    static List<FaultRow> rows() {
        return FaultRow.all();
    }

    static List<FaultRow> timed() {
        return FaultRow.all().stream().filter(FaultRow::timed).toList();
    }

    @Test
    void every_fault_has_a_row() {
        assertThat(rows()).extracting(FaultRow::fault).contains(Fault.values());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_required_call_answers_as_the_contract_has_it(FaultRow row) throws Exception {
        check(row, "/required" + (row.timed() ? "-timeout" : ""), false);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void an_optional_call_leaves_its_default_and_says_so(FaultRow row) throws Exception {
        check(row, "/optional" + (row.timed() ? "-timeout" : ""), true);
    }

    @ParameterizedTest
    @MethodSource("timed")
    void the_deadline_ends_what_no_timeout_does(FaultRow row) throws Exception {
        check(row, "/required-deadline", false);
        check(row, "/optional-deadline", true);
    }

    private static void check(FaultRow row, String aggregate, boolean optional) throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> answer = gateway.get(aggregate + row.fault().path() + "?" + row.query());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (!row.failing()) {
            whole(row, answer);
            return;
        }
        if (optional) {
            partial(row, answer);
        } else {
            problem(row.status(), row.reason(), answer);
        }
        if (row.timed()) {
            assertThat(took).isBetween(Duration.ofMillis(95), Duration.ofSeconds(15));
        }
        leaksNothing(answer);
    }

    private static void whole(FaultRow row, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("tributary-partial");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        if (row.fault() == Fault.ECHO) {
            assertThat(at(PlainJson.read(answer.body()), "value.target")).isEqualTo("/echo");
        } else {
            assertThat(answer.body()).isEqualTo("{\"value\":" + row.json() + "}");
        }
    }

    private static void partial(FaultRow row, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().allValues("tributary-partial")).containsExactly("value;reason=" + row.reason());
        assertThat(answer.body()).startsWith("{\"value\":" + STAND_IN + ",\"_problems\":{");
        Object problem = at(PlainJson.read(answer.body()), "_problems.value");
        assertThat(at(problem, "type")).isEqualTo("urn:tributary:problem:" + row.reason());
        assertThat(at(problem, "reason")).isEqualTo(row.reason());
        assertThat(at(problem, "service")).isEqualTo("faulty");
    }

    private static void problem(int status, String reason, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
        Object problem = PlainJson.read(answer.body());
        assertThat(at(problem, "type")).isEqualTo("urn:tributary:problem:" + reason);
        assertThat(at(problem, "status")).isEqualTo(new Digits("" + status));
        assertThat(at(problem, "title")).isNotNull();
        assertThat(at(problem, "instance"))
                .isEqualTo(answer.headers().firstValue("x-request-id").orElseThrow());
        assertThat(list(problem, "failures")).singleElement().satisfies(failure -> {
            assertThat(at(failure, "call")).isEqualTo("value");
            assertThat(at(failure, "reason")).isEqualTo(reason);
            assertThat(at(failure, "elapsedMs")).isInstanceOf(Digits.class);
        });
    }

    private static void leaksNothing(HttpResponse<String> answer) {
        String all = (answer.headers().map() + answer.body()).toLowerCase(Locale.ROOT);
        assertThat(SECRETS).noneMatch(all::contains);
        assertThat(all).doesNotContain(":" + service.port());
    }

    @Test
    void a_status_that_decided_is_shown() throws Exception {
        assertThat(statusShown("500")).isEqualTo(new Digits("500"));
        assertThat(statusShown("429")).isEqualTo(new Digits("429"));
        assertThat(statusShown("404")).isEqualTo(new Digits("404"));
    }

    private static Object statusShown(String code) throws Exception {
        Object problem =
                PlainJson.read(gateway.get("/required/status?code=" + code).body());
        return at(list(problem, "failures").getFirst(), "status");
    }

    @Test
    void a_service_that_nobody_serves_is_a_failed_connection() throws Exception {
        HttpResponse<String> answer = gateway.get("/refused");
        problem(502, "connect-failed", answer);
        leaksNothing(answer);
    }

    @Test
    void a_value_that_is_missing_in_a_path_sends_nothing() throws Exception {
        HttpResponse<String> answer = gateway.get("/unresolved");
        problem(502, "template-unresolved", answer);
        leaksNothing(answer);
        assertThat(service.requestsByPath().keySet()).noneMatch(path -> path.startsWith("/x"));
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        int echoed = service.requests("/echo");
        gateway.get("/required/redirect");
        assertThat(service.requests("/echo")).isEqualTo(echoed);
    }

    @Test
    void faults_side_by_side_do_not_touch_one_another() throws Exception {
        List<Fault> bad = List.of(Fault.RESET, Fault.EXTRA_ANSWER, Fault.HALF, Fault.BODY_ON_204, Fault.SHORT_LENGTH);
        try (FaultService own = FaultService.start();
                TestGateway crowded = gateway(own);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> disturbing = bad.stream()
                    .<Callable<String>>map(fault -> () -> {
                        for (int i = 0; i < 40; i++) {
                            crowded.get("/required" + fault.path());
                        }
                        return "";
                    })
                    .toList();
            List<Future<String>> disturbers =
                    disturbing.stream().map(clients::submit).toList();
            for (int i = 0; i < 200; i++) {
                assertThat(crowded.get("/own/" + i).body()).isEqualTo("{\"own\":" + i + "}");
            }
            for (Future<String> disturber : disturbers) {
                disturber.get();
            }
        }
    }
}
