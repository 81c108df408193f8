package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other origins are told. The client here sends what a browser does; what it makes of it is the browser's. */
class CorsTest {
    private static final String SHOP = "https://shop.example";

    /** Else the client of the JDK would not send these. */
    @BeforeAll
    static void allow() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
    }

    private static TestGateway gateway(ServiceStub shop, String cors) throws Exception {
        shop.answers("/a", "{\"a\": 1}");
        return TestGateway.of("""
                server: { host: 127.0.0.1, port: 0, %s }
                admin: { host: 127.0.0.1, port: 0 }
                services: { shop: { url: "${SHOP}" } }
                aggregates:
                  GET /a: { stream: true, calls: { a: { get: "shop:/a" } } }
                  POST /a: { calls: { a: { post: "shop:/a" } } }
                """.formatted(cors), Map.of("SHOP", shop.url()));
    }

    private static String value(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void a_page_that_is_named_may_see_answers_problems_and_streams() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = gateway(shop, "cors: { origins: [https://shop.example], credentials: true }")) {
            for (HttpResponse<String> answer : List.of(
                    gateway.get("/a", "Origin", SHOP),
                    gateway.get("/nothing", "Origin", SHOP),
                    gateway.get("/a", "Origin", SHOP, "Accept", "text/event-stream"))) {
                assertThat(value(answer, "access-control-allow-origin")).isEqualTo(SHOP);
                assertThat(value(answer, "access-control-allow-credentials")).isEqualTo("true");
                assertThat(value(answer, "access-control-expose-headers"))
                        .contains("X-Request-Id", " Location", "Content-Location");
                assertThat(value(answer, "vary")).startsWith("Origin");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://shop.example.evil",
                "https://shop.example:8443",
                "http://shop.example",
                "null",
                "HTTPS://SHOP.EXAMPLE"
            })
    void any_other_page_is_not_told_that_it_may(String origin) throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = gateway(shop, "cors: { origins: [https://shop.example] }")) {
            HttpResponse<String> answer = gateway.get("/a", "Origin", origin);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(value(answer, "access-control-allow-origin")).isEmpty();
            assertThat(value(answer, "vary")).isEqualTo("Origin");
        }
    }

    @Test
    void a_browser_that_asks_first_is_told_what_the_endpoint_takes() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = gateway(shop, "cors: { origins: \"*\", headers: [X-Api-Key], max-age: 10m }")) {
            HttpResponse<String> answer =
                    gateway.send("OPTIONS", "/a", "", "Origin", SHOP, "Access-Control-Request-Method", "POST");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(value(answer, "access-control-allow-origin")).isEqualTo("*");
            assertThat(value(answer, "access-control-allow-methods")).isEqualTo("GET, POST");
            assertThat(value(answer, "access-control-allow-headers"))
                    .isEqualTo("content-type, x-request-id, x-api-key");
            assertThat(value(answer, "access-control-max-age")).isEqualTo("600");
            assertThat(shop.requests()).isEmpty();
        }
    }

    @Test
    void nothing_is_said_where_nothing_is_configured() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = gateway(shop, "drain: 2s")) {
            HttpResponse<String> answer =
                    gateway.send("OPTIONS", "/a", "", "Origin", SHOP, "Access-Control-Request-Method", "POST");
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
            assertThat(value(answer, "vary")).isEmpty();
        }
    }
}
