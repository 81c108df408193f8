package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.TestGateway.json;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** What the admin listener keeps of slow, failed and partial requests. */
class RecentTest {
    private static final String SECTIONS = """
            services:
              shop: { url: "${SHOP}" }
            aggregates:
              GET /page/{id}:
                calls:
                  product: { get: "shop:/products/{path.id}" }
                  seller: { get: "shop:/sellers/{product.seller}", optional: true }
            telemetry: { slow: 10s }
            """;

    @Test
    void keeps_a_partial_request_with_its_waterfall_and_no_good_one() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url()))) {
            shop.answers("/products/7", "{\"seller\": 3}");
            shop.answers("/products/8", "{\"seller\": 4}");
            shop.answers("/sellers/4", "{\"name\": \"Ada\"}");
            shop.answers("/sellers/3", 500, "{}");
            assertThat(gateway.get("/page/8").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/page/7?secret=x", "X-Request-Id", "asked-7")
                            .statusCode())
                    .isEqualTo(200);
            // It is kept when its answer has been written, which the client may know first.
            JsonArray kept = Eventually.eventually(
                    "kept requests",
                    () -> (JsonArray) member(gateway.admin("/requests").body(), "requests"),
                    all -> !all.values().isEmpty());
            assertThat(kept.values()).hasSize(1);
            assertThat(gateway.admin("/requests").body()).doesNotContain("secret");
            String one = gateway.admin("/requests?id=asked-7").body();
            assertThat(member(one, "kind")).isEqualTo(JsonString.of("partial"));
            assertThat(member(one, "path")).isEqualTo(JsonString.of("/page/7"));
            JsonObject seller =
                    (JsonObject) ((JsonArray) member(one, "calls")).values().get(1);
            assertThat(seller.get("end")).isEqualTo(JsonString.of("defaulted"));
            assertThat(seller.get("reason")).isEqualTo(JsonString.of("bad-status"));
            assertThat(seller.get("needs")).isEqualTo(JsonArray.of(List.of(JsonString.of("product"))));
            assertThat(gateway.admin("/requests?id=else").statusCode()).isEqualTo(404);
        }
    }

    private static JsonValue member(String text, String name) {
        return Objects.requireNonNull(((JsonObject) json(text)).get(name));
    }
}
