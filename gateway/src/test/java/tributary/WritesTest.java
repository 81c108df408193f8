package tributary;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Aggregates that change something. */
class WritesTest {

    @Test
    void asks_again_after_a_write_for_what_was_asked_before_it() throws Exception {
        try (ServiceStub service = ServiceStub.start().answers("/stock", "{}").answers("/reserve", "{}");
                TestGateway gateway = TestGateway.start("""
                        services:
                          shop: { url: "${SHOP}" }
                        aggregates:
                          POST /reserve:
                            calls:
                              before: { get: shop:/stock }
                              done: { post: shop:/reserve, after: before }
                              now: { get: shop:/stock, after: done }
                        """, Map.of("SHOP", service.url()))) {
            assertThat(gateway.send("POST", "/reserve", "").statusCode()).isEqualTo(200);
            assertThat(service.targets()).containsExactly("/stock", "/reserve", "/stock");
        }
    }

    @Test
    void sends_the_clients_body_on_under_its_own_type() throws Exception {
        try (ServiceStub service =
                        ServiceStub.start().answers("/item", aResponse().withBody("{}"));
                TestGateway gateway = TestGateway.start("""
                        services:
                          shop: { url: "${SHOP}" }
                        aggregates:
                          PATCH /item:
                            calls:
                              changed: { patch: shop:/item }
                        """, Map.of("SHOP", service.url()))) {
            gateway.send("PATCH", "/item", "{\"a\":null}", "content-type", "application/merge-patch+json");
            assertThat(service.requests().getFirst().getHeader("content-type"))
                    .isEqualTo("application/merge-patch+json");
            assertThat(gateway.send("PATCH", "/item", "{}", "content-type", "application/x y+json")
                            .statusCode())
                    .isEqualTo(415);
        }
    }
}
