package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.TestGateway.json;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.json.JsonString;

/** A client that shows the debug key is told where its answer's time went. */
class ExplainedRequestTest {
    private static final String KEY = "0123456789abcdef";
    private static final String SECTIONS = """
            services:
              shop: { url: "${SHOP}" }
            aggregates:
              GET /page:
                calls:
                  product: { get: "shop:/product" }
                  seller: { get: "shop:/sellers/{product.seller}", optional: true }
              GET /list:
                calls:
                  list: { get: "shop:/list" }
                response: "{list}"
              GET /broken:
                calls:
                  gone: { get: "shop:/gone" }
            telemetry: { debug-key: 0123456789abcdef }
            """;

    @Test
    void explains_answers_and_problems_to_whom_it_may() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url()))) {
            shop.answers("/product", "{\"seller\": 3}")
                    .answers("/sellers/3", "{}")
                    .answers("/list", "[1]")
                    .answers("/gone", 500, "{}");
            String page = gateway.get("/page", "Tributary-Explain", "1", "Tributary-Debug-Key", KEY)
                    .body();
            JsonArray calls = calls((JsonObject) json(page), "_explain");
            JsonObject seller = (JsonObject) calls.values().get(1);
            assertThat(seller.get("end")).isEqualTo(JsonString.of("answered"));
            assertThat(((JsonArray) Objects.requireNonNull(seller.get("attempts"))).values())
                    .hasSize(1);

            String broken = gateway.get("/broken", "Tributary-Explain", "1", "Tributary-Debug-Key", KEY)
                    .body();
            assertThat(calls((JsonObject) json(broken), "explain").values()).hasSize(1);

            // What is no object cannot hold it; it is kept for those who run the gateway.
            assertThat(gateway.get(
                                    "/list",
                                    "Tributary-Explain",
                                    "1",
                                    "Tributary-Debug-Key",
                                    KEY,
                                    "X-Request-Id",
                                    "the-list")
                            .body())
                    .isEqualTo("[1]");
            Eventually.eventually(
                    "kept", () -> gateway.admin("/requests?id=the-list").statusCode(), status -> status == 200);
        }
    }

    @Test
    void explains_nothing_without_the_right_key() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url()))) {
            shop.answers("/product", "{}");
            assertThat(gateway.get("/page", "Tributary-Explain", "1").body()).doesNotContain("_explain");
            assertThat(gateway.get("/page", "Tributary-Explain", "1", "Tributary-Debug-Key", KEY + "0")
                            .body())
                    .doesNotContain("_explain");
            assertThat(gateway.get("/page", "Tributary-Debug-Key", KEY).body()).doesNotContain("_explain");
        }
    }

    private static JsonArray calls(JsonObject document, String member) {
        JsonObject explanation = (JsonObject) Objects.requireNonNull(document.get(member), document::toString);
        return (JsonArray) Objects.requireNonNull(explanation.get("calls"));
    }
}
