package tributary.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.json.JsonException;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.tls.Certificates;

class CallCommandTest {
    private final WireMockServer shop =
            new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() throws IOException {
        shop.start();
        shop.stubFor(get(urlPathEqualTo("/products/7")).willReturn(okJson("{\"title\": \"Lamp\", \"seller\": 3}")));
        shop.stubFor(get(urlPathEqualTo("/sellers/3")).willReturn(serverError()));
        shop.stubFor(post(urlPathEqualTo("/orders"))
                .withHeader("x-tenant", equalTo("blue"))
                .withRequestBody(equalTo("{\"n\":1}"))
                .willReturn(okJson("{\"order\": 1}")));
        Files.writeString(folder.resolve("gateway.yaml"), """
                auth: { api-keys: { file: keys.yaml } }
                services:
                  shop: { url: "${SHOP}", timeout: 20s, headers: { forward: [x-tenant] } }
                aggregates:
                  GET /page/{id}:
                    deadline: 20s
                    calls:
                      product: { get: "shop:/products/{path.id}" }
                      seller: { get: "shop:/sellers/{product.seller}", optional: true }
                  POST /orders:
                    deadline: 20s
                    calls:
                      order: { post: "shop:/orders" }
                """);
        Files.writeString(folder.resolve("keys.yaml"), "[]\n");
    }

    @AfterEach
    void stop() {
        shop.stop();
    }

    private Ran call(String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "call";
        arguments[1] = "-c";
        arguments[2] = folder.resolve("gateway.yaml").toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Ran.in(Map.of("SHOP", shop.baseUrl()), arguments);
    }

    @Test
    void shows_the_answer_and_where_its_time_went_without_a_gateway_and_without_a_key() {
        Ran ran = call("GET /page/7");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains("GET /page/7", "200 OK, partial: seller;reason=bad-status", "\"title\": \"Lamp\"")
                .containsPattern("product +█+ .* ms +shop")
                .containsPattern("seller +█+ .* ms +shop, bad-status, its default, after product");
    }

    @Test
    void sends_headers_and_a_body_from_a_file_and_tells_programs_all_of_it() throws IOException, JsonException {
        Path body = Files.writeString(folder.resolve("order.json"), "{\"n\":1}");
        Ran ran = call("post", "/orders", "-H", "x-tenant: blue", "-d", "@" + body, "--json");
        assertThat(ran.exit()).as(ran.toString()).isZero();
        JsonObject json = (JsonObject) JsonParser.parse(ran.out());
        assertThat(json.get("status")).isEqualTo(JsonNumber.of(200));
        assertThat(json.names()).containsExactly("status", "headers", "body", "request");
    }

    @Test
    void asks_without_tls_what_is_served_with_it() throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(
                file,
                "server: { tls: { certificate: %s, key: %s } }%n"
                                .formatted(Certificates.file("first"), Certificates.file("first-key"))
                        + Files.readString(file));
        Ran ran = call("GET /page/7");
        assertThat(ran.exit()).as(ran.toString()).isZero();
        assertThat(ran.out()).contains("200 OK");
    }

    @Test
    void says_by_its_exit_code_that_the_answer_is_a_problem() {
        shop.stubFor(get(urlPathEqualTo("/products/7")).willReturn(serverError()));
        Ran ran = call("GET /page/7");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("502", "shop, bad-status, ends the request", "not begun");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /else, 1, no aggregate answers GET /else",
        "hello, 2, is no request",
        "GET /page/{id}, 2, is no target of a request",
    })
    void says_what_is_wrong_with_the_request(String request, int exit, String why) {
        Ran ran = call(request);
        assertThat(ran.exit()).isEqualTo(exit);
        assertThat(ran.err()).contains(why);
    }

    @Test
    void says_what_is_wrong_with_a_header_or_a_file() {
        assertThat(call("GET /page/7", "-H", "no header").err()).contains("is no header");
        assertThat(call("POST /orders", "-d", "@/does/not/exist").err()).contains("cannot be read");
    }
}
