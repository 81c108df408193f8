package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;
import tributary.json.JsonException;
import tributary.json.JsonNumber;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

class ExplainCommandTest {
    private static final Path FOLDER = Path.of("src/test/resources/tributary/cli");
    private static final String FIRST_LOOK = FOLDER.resolve("first-look.yaml").toString();

    private static String drawing() throws IOException {
        return Files.readString(FOLDER.resolve("first-look.txt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /products/7/page",
                "GET /products/{id}/page",
                "get /products/7/page?limit=3",
                "GET http://localhost:8080/products/7/page"
            })
    void draws_the_plan_of_the_aggregate_that_answers_a_request(String request) throws IOException {
        Ran ran = Ran.of("explain", "-c", FIRST_LOOK, request);

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).isEqualTo(drawing());
    }

    @Test
    void takes_a_request_without_quotes_and_no_request_for_all() throws IOException {
        assertThat(Ran.of("explain", "-c", FIRST_LOOK, "GET", "/products/7/page")
                        .out())
                .isEqualTo(drawing());
        assertThat(Ran.of("explain", "-c", FIRST_LOOK).out()).isEqualTo(drawing());
        assertThat(Ran.of("explain").out())
                .contains("GET /products/{id}/page", "GET /users/{id}/home", "POST /checkout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /products/7", "POST /products/7/page", "GET /products//page"})
    void lists_the_aggregates_where_none_answers(String request) {
        Ran ran = Ran.of("explain", "-c", FIRST_LOOK, request);

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .containsExactly(
                        "tributary explain: no aggregate answers " + request + "; there are:",
                        "  GET /products/{id}/page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/products/7/page", "FETCH /products/7/page", "GET products", "GET /a%zz"})
    void takes_what_is_no_request_for_an_unusable_argument(String request) {
        Ran ran = Ran.of("explain", "-c", FIRST_LOOK, request);

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines()).hasSize(1);
    }

    @Test
    void prints_the_errors_of_a_faulty_configuration() {
        Ran ran = Ran.of("explain", "-c", FOLDER.resolve("broken.yaml").toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("broken.yaml:7:14: error: ");
    }

    @Test
    void says_the_same_to_programs() throws JsonException, ExpressionException {
        Ran ran = Ran.of("explain", "-c", FIRST_LOOK, "GET /products/7/page", "--json");

        JsonValue json = JsonParser.parse(ran.out());
        assertThat(ran.exit()).isZero();
        assertThat(value(json, "aggregates[0].aggregate")).isEqualTo(JsonString.of("GET /products/{id}/page"));
        assertThat(value(json, "aggregates[0].stages"))
                .isEqualTo(JsonParser.parse("[[\"product\",\"reviews\"],[\"seller\",\"stock\"]]"));
        assertThat(value(json, "aggregates[0].calls[?name=='stock'].waitsFor[].because"))
                .isEqualTo(JsonParser.parse("[\"for-each: product.variants\"]"));
        assertThat(value(json, "aggregates[0].calls[?name=='stock'].forEach.attach"))
                .isEqualTo(JsonParser.parse("[{\"call\":\"product\",\"member\":\"stock\"}]"));
        assertThat(value(json, "aggregates[0].longestChain.worstMs")).isEqualTo(JsonNumber.of(1400));
    }

    @Test
    void tells_who_may_ask_at_what_cost_and_how_important_it_is(@TempDir Path folder)
            throws IOException, JsonException, ExpressionException {
        String file = Files.writeString(folder.resolve("gateway.yaml"), """
                services: { s: { url: "http://s" } }
                auth: { api-keys: { file: keys.yaml } }
                aggregates:
                  GET /plain: { auth: none, calls: { a: { get: "s:/" } } }
                  GET /report: { auth: optional, cost: 5, priority: bulk, calls: { a: { get: "s:/" } } }
                  POST /import: { auth: none, priority: bulk, calls: { a: { post: "s:/" } } }
                  GET /till: { priority: critical, calls: { a: { get: "s:/" } } }
                """).toString();
        Files.writeString(folder.resolve("keys.yaml"), "[]\n");
        assertThat(Ran.of("explain", "-c", file, "GET /plain").out()).doesNotContain("asks for", "costs", "priority");
        assertThat(Ran.of("explain", "-c", file, "GET /report").out())
                .contains("a key, or none", "5 tokens of the limits")
                .contains("bulk: refused first where there is too much to do; gives way to critical requests");
        assertThat(Ran.of("explain", "-c", file, "POST /import").out())
                .contains("bulk: refused first")
                .doesNotContain("gives way");
        assertThat(Ran.of("explain", "-c", file, "GET /till").out())
                .contains("asks for       a key\n", "critical: refused last where there is too much to do");
        JsonValue json =
                JsonParser.parse(Ran.of("explain", "-c", file, "--json").out());
        assertThat(value(json, "aggregates[].[auth, cost, priority]"))
                .isEqualTo(JsonParser.parse("[[\"none\",1,\"default\"],[\"optional\",5,\"bulk\"],"
                        + "[\"none\",1,\"bulk\"],[\"required\",1,\"critical\"]]"));
    }

    @Test
    void tells_how_it_is_delivered_what_it_emits_and_how_services_are_shown_who_asks(@TempDir Path folder)
            throws IOException, JsonException, ExpressionException {
        String file = Files.writeString(folder.resolve("gateway.yaml"), """
                services:
                  plain: { url: "http://plain" }
                  fixed: { url: "http://fixed", auth: { bearer: s3cret-token } }
                  named: { url: "http://named", auth: { basic: { user: me, password: s3cret-word } } }
                  fresh:
                    url: "http://fresh"
                    auth: { oauth2: { token-url: "http://issuer/token", client-id: me, client-secret: s3cret-id } }
                events:
                  audit: { file: { path: %1$s/audit }, when-full: reject }
                  tell: { webhook: { url: "http://hook/?s3cret" }, when-full: block }
                  rest: { file: { path: %1$s/rest } }
                aggregates:
                  GET /plain: { calls: { a: { get: "plain:/" } } }
                  GET /all/{id}:
                    stream: true
                    async: true
                    calls: { a: { get: "fixed:/" }, b: { get: "named:/" }, c: { get: "fresh:/" } }
                    emit:
                      - { sink: audit }
                      - { sink: tell, when: a.price, key: "{path.id}" }
                      - { sink: rest }
                  POST /job: { async: true, calls: { a: { post: "plain:/" } } }
                """.formatted(folder))
                .toString();
        assertThat(Ran.of("explain", "-c", file, "GET /plain").out())
                .doesNotContain("streams", "as a job", "emits", "authorization");
        Ran ran = Ran.of("explain", "-c", file, "GET /all/7");
        assertThat(ran.out())
                .as(ran.err())
                .contains("streams        each call's value once it is there")
                .contains("as a job       for who prefers respond-async; done again where a crash breaks it off")
                .contains("emits          to audit (file); where that is full the answer is 503, and none waits")
                .contains(
                        "emits          to tell (webhook) when a.price, in order for each {path.id}; where that is full the"
                                + " answer waits up to the deadline, then is 503")
                .contains("emits          to rest (file); where that is full it is left out, and no answer waits")
                .contains("authorization of its own: a fixed token (bearer)", "(basic)", "a token from issuer (oauth2)")
                .doesNotContain("s3cret");
        assertThat(Ran.of("explain", "-c", file, "POST /job").out())
                .contains("failed where a crash breaks it off, since it changes something");
        Ran programs = Ran.of("explain", "-c", file, "GET /all/7", "--json");
        JsonValue json = JsonParser.parse(programs.out());
        assertThat(programs.out()).doesNotContain("s3cret");
        assertThat(value(json, "aggregates[0].[stream, async]")).isEqualTo(JsonParser.parse("[true,true]"));
        assertThat(value(json, "aggregates[0].calls[].serviceAuth"))
                .isEqualTo(JsonParser.parse("[\"bearer\",\"basic\",\"oauth2\"]"));
        assertThat(value(json, "aggregates[0].emit")).isEqualTo(JsonParser.parse("""
                [{"sink":"audit","kind":"file","whenFull":"reject","mayDelay":false},
                 {"sink":"tell","kind":"webhook","when":"a.price","key":"{path.id}","whenFull":"block","mayDelay":true},
                 {"sink":"rest","kind":"file","whenFull":"drop","mayDelay":false}]"""));
    }

    @Test
    void tells_what_is_done_around_a_call_in_words_and_to_programs() throws JsonException, ExpressionException {
        String file = "../config/examples/resilience.yaml";
        Ran ran = Ran.of("explain", "-c", file, "GET /products/7/page");
        assertThat(ran.out())
                .contains("to the least busy of 2 URLs; one that keeps failing is set aside")
                .contains(
                        "tried up to 3 times, again after connect, reset, 503 and up to 25 ms, each time twice that; retries are at"
                                + " most 20% of what catalog is sent; 675 ms at worst")
                .contains(
                        "sent a second time after 50 ms, the first answer counts; at most 5% of what accounts is sent")
                .contains("refused for 5 s when 50% of 20 or more calls to reviews within 10 s failed")
                .contains("at most 64 calls to reviews at once, none waits")
                .contains("product 675 ms → seller 1 s = 1.675 s");

        JsonValue json = JsonParser.parse(
                Ran.of("explain", "-c", file, "GET /products/7/page", "--json").out());
        assertThat(value(json, "aggregates[0].calls[?name=='product'].[retry.attempts, retry.budget, worstMs]"))
                .isEqualTo(JsonParser.parse("[[3,0.2,675]]"));
        assertThat(value(json, "aggregates[0].calls[?name=='seller'].[hedge.after, hedge.budget]"))
                .isEqualTo(JsonParser.parse("[[\"50ms\",0.05]]"));
        assertThat(value(json, "aggregates[0].calls[?name=='reviews'].[breaker.openForMs, bulkhead.maxConcurrent]"))
                .isEqualTo(JsonParser.parse("[[5000,64]]"));
    }

    private static JsonValue value(JsonValue json, String expression) throws ExpressionException {
        return Expression.parse(expression).evaluate(json);
    }
}
