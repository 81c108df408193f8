package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.TestGateway.json;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.json.JsonObject;
import tributary.json.JsonString;

/** What clients send, right and wrong. */
class RequestTest {
    private static ServiceStub service;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceStub.start().answers("/created", 201, "{\"id\":7}").answers("/ok", "{}");
        gateway = TestGateway.start("""
                services:
                  shop:
                    url: ${SHOP}
                    headers: { forward: [x-tenant, connection-named, x-envoy-expected-rq-timeout-ms], set: { x-gateway: "tributary {header.\\"x-request-id\\" || 'none'}" } }
                aggregates:
                  GET /items/{id}/page:
                    deadline: 9s
                    calls:
                      one: { get: "shop:/ok?raw={path.id}&tag={query.tag}" }
                    response: { id: "{path.id}", tag: "{query.tag}", agent: "{header.\\"user-agent\\"}", c: "{cookie.session}" }
                  GET /segment/{id}:
                    calls:
                      one: { get: "shop:/x/{path.id}/y", on-status: { 404: null } }
                  POST /items:
                    calls:
                      created: { post: shop:/created }
                  PUT /items/{id}:
                    calls:
                      created: { put: "shop:/created", body: { id: "{path.id}", name: "{body.name}", tags: ["{body.tags}"] } }
                """, Map.of("SHOP", service.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        service.close();
    }

    private static void problem(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonObject problem = (JsonObject) json(response.body());
        assertThat(problem.get("type")).isEqualTo(JsonString.of("urn:tributary:problem:" + reason));
        assertThat(problem.get("status")).isEqualTo(json(Integer.toString(status)));
        assertThat(problem.get("instance"))
                .isEqualTo(JsonString.of(
                        response.headers().firstValue("x-request-id").orElse("")));
        assertThat(problem.names()).contains("title", "detail");
    }

    @Test
    void reads_path_query_header_and_cookie() throws Exception {
        assertThat(gateway.get("/items/a%2Fb/page?tag=1&tag=2", "user-agent", "me", "cookie", "a=b; session=s1")
                        .body())
                .isEqualTo("{\"id\":\"a/b\",\"tag\":[\"1\",\"2\"],\"agent\":\"me\",\"c\":\"s1\"}");
        assertThat(service.targets()).contains("/ok?raw=a%2Fb&tag=1&tag=2");
    }

    @Test
    void forwards_nothing_unnamed_but_language_trace_and_deadline() throws Exception {
        gateway.get(
                "/items/forwarded/page",
                "x-tenant",
                "t1",
                "x-request-id",
                "forwarded",
                "x-envoy-expected-rq-timeout-ms",
                "9999",
                "x-secret",
                "s",
                "cookie",
                "a=b",
                "authorization",
                "Bearer x",
                "accept-language",
                "de",
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var sent = service.requests().stream()
                .filter(each -> each.getUrl().contains("raw=forwarded"))
                .findFirst()
                .orElseThrow();
        assertThat(sent.getHeader("x-tenant")).isEqualTo("t1");
        assertThat(sent.getHeader("accept-language")).isEqualTo("de");
        assertThat(sent.getHeader("x-gateway")).isEqualTo("tributary forwarded");
        assertThat(sent.getHeader("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
        assertThat(sent.header("x-envoy-expected-rq-timeout-ms").values()).hasSize(1);
        assertThat(Integer.parseInt(sent.getHeader("x-envoy-expected-rq-timeout-ms")))
                .isBetween(1, 9000);
        assertThat(sent.getHeaders().keys())
                .doesNotContain("x-secret", "X-Secret", "cookie", "Cookie", "authorization", "Authorization");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nowhere,404,not-found",
        "GET,/items/1/page/,404,not-found",
        "GET,/items//page,404,not-found",
        "GET,/items,405,method-not-allowed",
        "DELETE,/items/1/page,405,method-not-allowed",
        "BREW,/items/1/page,405,method-not-allowed",
        "GET,/segment/..,400,bad-request",
        "GET,/segment/%2e%2E,400,bad-request",
        "GET,/segment/..%2f..%2fadmin,400,bad-request",
        "GET,/segment/%00,400,bad-request",
        "GET,/segment/%ff,400,bad-request",
        "GET,/items/1/page?tag=%C3%28,400,bad-request",
    })
    void answers_what_it_does_not_take_with_a_problem(String method, String target, int status, String reason)
            throws Exception {
        problem(gateway.send(method, target, ""), status, reason);
    }

    @Test
    void names_the_methods_a_path_answers() throws Exception {
        assertThat(gateway.send("GET", "/items/1", "").headers().firstValue("allow"))
                .contains("PUT, OPTIONS");
        HttpResponse<String> options = gateway.send("OPTIONS", "/items/1/page", "");
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("allow")).contains("GET, HEAD, OPTIONS");
    }

    @Test
    void answers_head_as_get_without_the_body() throws Exception {
        HttpResponse<String> got = gateway.get("/items/1/page");
        HttpResponse<String> head = gateway.send("HEAD", "/items/1/page", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length"))
                .contains(Integer.toString(got.body().length()));
    }

    @ParameterizedTest
    @CsvSource({
        "application/json,200",
        "*/*,200",
        "'text/html, application/*;q=0.1',200",
        "text/html,406",
        "'application/json;q=0, */*',406",
        "image/*,406",
        "application/json; charset=utf-8,200",
    })
    void minds_accept(String accept, int status) throws Exception {
        assertThat(gateway.get("/items/1/page", "accept", accept).statusCode()).isEqualTo(status);
    }

    @Test
    void keeps_a_harmless_request_id_and_makes_one_otherwise() throws Exception {
        assertThat(gateway.get("/items/1/page", "x-request-id", "abc-1")
                        .headers()
                        .firstValue("x-request-id"))
                .contains("abc-1");
        assertThat(gateway.get("/items/1/page", "x-request-id", "<script>")
                        .headers()
                        .firstValue("x-request-id"))
                .get()
                .asString()
                .matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "1.5", ""})
    void refuses_a_deadline_that_is_none(String millis) throws Exception {
        problem(gateway.get("/items/1/page", "x-envoy-expected-rq-timeout-ms", millis), 400, "bad-request");
    }

    @Test
    void sends_the_clients_body_and_answers_the_writes_own_status() throws Exception {
        HttpResponse<String> response =
                gateway.send("POST", "/items", "{ \"price\": 19.90 }", "content-type", "application/json");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("{\"created\":{\"id\":7}}");
        assertThat(service.requests().stream()
                        .filter(each -> each.getMethod().value().equals("POST")))
                .last()
                .satisfies(sent -> assertThat(sent.getBodyAsString()).isEqualTo("{ \"price\": 19.90 }"));
    }

    @Test
    void makes_a_body_of_its_template() throws Exception {
        gateway.send("PUT", "/items/5", "{\"name\":\"caf\\u00e9\",\"tags\":[1.0]}", "content-type", "application/json");
        assertThat(service.requests().stream()
                        .filter(each -> each.getMethod().value().equals("PUT")))
                .last()
                .satisfies(sent -> {
                    assertThat(sent.getBodyAsString())
                            .isEqualTo("{\"id\":\"5\",\"name\":\"caf\\u00e9\",\"tags\":[[1.0]]}");
                    assertThat(sent.getHeader("content-type")).isEqualTo("application/json");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ broken | application/json | 400 | bad-request",
                "{} {} | application/json | 400 | bad-request",
                "a=b | application/x-www-form-urlencoded | 415 | unsupported-media-type",
                "{} | application/json; charset=utf-16 | 415 | unsupported-media-type",
            })
    void refuses_a_body_that_is_no_json(String body, String type, int status, String reason) throws Exception {
        problem(gateway.send("POST", "/items", body, "content-type", type), status, reason);
    }

    @Test
    void refuses_a_body_beyond_the_limit_declared_or_chunked() throws Exception {
        String big = "\"" + "x".repeat(1024 * 1024) + "\"";
        problem(gateway.send("POST", "/items", big, "content-type", "application/json"), 413, "content-too-large");
    }

    @Test
    void answers_health_on_the_admin_listener_only() throws Exception {
        assertThat(gateway.admin("/health/live").statusCode()).isEqualTo(200);
        assertThat(gateway.admin("/health/ready").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(404);
        assertThat(gateway.admin("/nothing").statusCode()).isEqualTo(404);
    }
}
