package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Attempts;
import tributary.plan.Call;
import tributary.plan.HeaderTemplate;
import tributary.plan.HedgeRule;
import tributary.plan.HttpVersion;
import tributary.plan.OverloadSpec;
import tributary.plan.RetryRule;
import tributary.plan.RetryRule.Cause;
import tributary.plan.ServiceSpec;
import tributary.plan.UnresolvedException;
import tributary.resilience.Priority;

class PlannerTest {
    private static Aggregate aggregate(String method, String body) {
        return Loading.plan(
                        "services: { s: { url: \"http://h\", headers: { set: { X-T: '{t.token}' } } }, u: { url: \"http://i\" } }\n"
                                + "aggregates:\n  " + method + " /a/{id}:\n" + body.indent(4))
                .aggregates()
                .getFirst();
    }

    private static Call call(Aggregate aggregate, String name) {
        return Objects.requireNonNull(aggregate.call(name));
    }

    private static String json(JsonValue value) {
        JsonOutput out = new JsonOutput();
        value.writeTo(out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void collects_needs_from_everything_a_call_says() {
        Aggregate aggregate = aggregate("POST", """
                calls:
                  t: { get: "u:/token" }
                  a: { get: "u:/{path.id}" }
                  b: { get: "u:/b" }
                  c: { get: "u:/c" }
                  d: { get: "u:/d" }
                  e: { get: "u:/e" }
                  all:
                    post: s:/{a.id}?x={query.x}
                    headers: { X-B: "{b}" }
                    body: { c: ["{c.x}", 1] }
                    when: "{d.ok}"
                    after: [e, a]
                """);
        assertThat(call(aggregate, "all").needs())
                .containsExactly(
                        new Call.Need(0, "services.s.headers.set.X-T: {t.token}"),
                        new Call.Need(1, "post: s:/{a.id}?x={query.x}"),
                        new Call.Need(2, "headers.X-B: {b}"),
                        new Call.Need(3, "body: {c.x}"),
                        new Call.Need(4, "when: {d.ok}"),
                        new Call.Need(5, "after: e"));
        assertThat(call(aggregate, "all").headers())
                .extracting(HeaderTemplate::name)
                .containsExactly("x-b");
    }

    @Test
    void keeps_digits_and_the_order_of_members() throws UnresolvedException {
        Aggregate aggregate = aggregate("GET", """
                calls:
                  a:
                    get: u:/a
                    optional: true
                    default: { price: 19.90, big: 12345678901234567890.10, e: 1E400, t: True, n: ~, s: "1", y: yes, l: [-0, {}] }
                    on-status: { 404: null, 410: { gone: 1.0 } }
                response: { z: 1.50, a: "{a.price}", l: ["{{x}}", null] }
                """);
        Call call = call(aggregate, "a");
        assertThat(json(call.fallback()))
                .isEqualTo(
                        "{\"price\":19.90,\"big\":12345678901234567890.10,\"e\":1E400,\"t\":true,\"n\":null,\"s\":\"1\",\"y\":\"yes\",\"l\":[-0,{}]}");
        assertThat(json(Objects.requireNonNull(call.onStatus().get(410)))).isEqualTo("{\"gone\":1.0}");
        assertThat(call.onStatus()).containsOnlyKeys(404, 410);
        Aggregate.Response.Shaped shaped = (Aggregate.Response.Shaped) aggregate.response();
        JsonObject document = JsonObject.of(Map.of("a", call.fallback()));
        assertThat(json(shaped.template().evaluate(document)))
                .isEqualTo("{\"z\":1.50,\"a\":19.90,\"l\":[\"{x}\",null]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    GET  ; '{ a: { get: "u:/a" } }'                               ; false
                    POST ; '{ a: { get: "u:/a" } }'                               ; false
                    POST ; '{ a: { post: "u:/a" } }'                              ; true
                    GET  ; '{ a: { post: "u:/a" } }'                              ; false
                    POST ; '{ a: { post: "u:/a", body: { x: 1 } } }'              ; false
                    POST ; '{ a: { post: "u:/a", body: { x: "{body.x}" } } }'     ; true
                    POST ; '{ a: { get: "u:/a", when: body.x } }'                 ; true
                    """)
    void knows_whether_the_clients_body_is_read(String method, String calls, boolean read) {
        assertThat(aggregate(method, "calls: " + calls).readsBody()).isEqualTo(read);
    }

    @Test
    void reads_what_an_answer_becomes() {
        String calls = "calls: { a: { get: \"u:/a\" } }\n";
        assertThat(aggregate("GET", calls).response()).isEqualTo(new Aggregate.Response.ByName());
        assertThat(aggregate("GET", calls + "merge: flat").response()).isEqualTo(new Aggregate.Response.Flat());
        assertThat(aggregate("GET", calls + "response: { merge: flat }").response())
                .isEqualTo(new Aggregate.Response.Flat());
        assertThat(aggregate("GET", calls + "response: { merge: \"{a}\" }").response())
                .isInstanceOf(Aggregate.Response.Shaped.class);
        assertThat(aggregate("GET", calls + "partial: { problems: false }"))
                .matches(it -> !it.showProblems() && it.showPartial());
        assertThat(aggregate("GET", calls + "tags: one\nsummary: 1.0"))
                .matches(it -> it.tags().equals(List.of("one")) && it.summary().equals("1.0"));
    }

    @Test
    void takes_an_expression_with_braces_and_without() {
        Aggregate aggregate = aggregate("GET", """
                calls:
                  a: { get: "u:/a", when: "{query.x}" }
                  b: { get: "u:/b/{item}", for-each: "query.y[]" }
                """);
        assertThat(String.valueOf(call(aggregate, "a").when())).isEqualTo("query.x");
        assertThat(String.valueOf(
                        Objects.requireNonNull(call(aggregate, "b").forEach()).elements()))
                .isEqualTo("query.y[]");
    }

    @Test
    void lets_writes_be_ordered_by_data_or_by_after_and_one_elements_write_at_a_time() {
        Aggregate aggregate = aggregate("POST", """
                calls:
                  a: { post: "u:/a", timeout: 1500ms }
                  b: { get: "u:/b/{a.id}" }
                  c: { put: "u:/c/{item}", for-each: b.ids }
                  d: { delete: "u:/d", after: c }
                """);
        assertThat(Objects.requireNonNull(call(aggregate, "c").forEach()).maxParallel())
                .isEqualTo(1);
        assertThat(call(aggregate, "a").timeout()).hasMillis(1500);
    }

    @ParameterizedTest
    @CsvSource({
        "'', AUTO",
        "', http: auto', AUTO",
        "', http: 1.1', HTTP_1_1",
        "', http: 2', HTTP_2",
        "', http: \"2\"', HTTP_2"
    })
    void knows_the_version_of_http_that_a_service_is_spoken_to_in(String key, HttpVersion version) {
        String services = "services: { s: { url: \"http://h\"" + key + " } }\n";
        String aggregates = "aggregates: { GET /a: { calls: { c: { get: s:/c } } } }\n";
        ServiceSpec service = Objects.requireNonNull(
                Loading.plan(services + aggregates).services().get("s"));
        assertThat(service.http()).isEqualTo(version);
    }

    @Test
    void a_call_has_its_services_policies_unless_it_says_otherwise() {
        Aggregate aggregate = Loading.plan("""
                services:
                  s:
                    url: http://h
                    timeout: 2s
                    retry: { attempts: 4, on: [503, reset], backoff: 10ms, budget: 10% }
                    hedge: { after: 50ms, budget: 2.5% }
                aggregates:
                  POST /a:
                    deadline: 1s
                    calls:
                      same: { get: "s:/1" }
                      other: { get: "s:/2", timeout: 100ms, retry: { attempts: 2 }, hedge: { after: p95 } }
                      none: { get: "s:/3", retry: off, hedge: off }
                      write: { post: "s:/4" }
                """).aggregates().getFirst();
        RetryRule rule = new RetryRule(4, Set.of(Cause.RESET, Cause.STATUS_503), Duration.ofMillis(10));
        assertThat(call(aggregate, "same").attempts())
                .isEqualTo(new Attempts(
                        Duration.ofSeconds(2),
                        // Half of the deadline, which ends before the timeout.
                        Duration.ofMillis(500),
                        rule,
                        new HedgeRule(Duration.ofMillis(50))));
        assertThat(call(aggregate, "other").attempts())
                .isEqualTo(new Attempts(
                        Duration.ofMillis(100),
                        Duration.ofMillis(50),
                        new RetryRule(2, rule.on(), rule.backoff()),
                        new HedgeRule(Duration.ZERO)));
        assertThat(call(aggregate, "none").attempts().several()).isFalse();
        assertThat(call(aggregate, "write").attempts().several()).isFalse();
        assertThat(call(aggregate, "same").service().extras().retryShare()).isEqualTo(0.1);
        assertThat(call(aggregate, "same").service().extras().hedgeShare()).isEqualTo(0.025);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                       | GRADIENT 5000 10000 false | 250",
                "{ max: 9 }                               | GRADIENT 5 9 false       | 250",
                "{ min: 4, max-body-memory: 50%, queue: true } | GRADIENT 4 10000 true | 500",
                "{ algorithm: off, max-body-memory: 2MiB } | OFF 5000 10000 false     | 2097152",
            })
    void finds_the_bounds_of_what_is_taken_on(String overload, String expected, long bytes) {
        OverloadSpec spec = Loading.plan("overload: " + overload).overload();
        assertThat(spec.algorithm() + " " + spec.min() + " " + spec.max() + " " + spec.queue())
                .isEqualTo(expected);
        assertThat(spec.bodyMemory().of(1000)).isEqualTo(bytes);
    }

    @Test
    void knows_what_is_refused_first_and_last() {
        String call = ", calls: { a: { get: 'u:/a' } } }";
        assertThat(Loading.plan("services: { u: { url: 'http://h' } }\naggregates:\n  GET /a: { priority: bulk" + call
                                + "\n  GET /b: { deadline: 1s" + call + "\n  GET /c: { priority: critical" + call)
                        .aggregates())
                .extracting(Aggregate::priority)
                .containsExactly(Priority.BULK, Priority.DEFAULT, Priority.CRITICAL);
    }
}
