package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers that are all there, over HTTP. */
class MergeTest {
    private static ServiceStub service;

    @BeforeAll
    static void start() {
        service = ServiceStub.start()
                .answers(
                        "/product",
                        "{ \"price\": 19.90, \"big\": 123456789012345678901234567890, \"tiny\": 1E400,"
                                + " \"name\": \"caf\\u00e9\", \"sellerId\": \"s1\", \"dup\": 1, \"dup\": 2 }")
                .answers("/seller/s1", "{\"name\":\"Ann\"}")
                .answers("/list", "[ 1.0 , 2.50 ]")
                .answers("/null", "null")
                .answers("/nothing", 204, "")
                .answers(
                        "/cart",
                        "{\"carts\":[{\"lines\":[{\"sku\":\"a\"},{\"sku\":\"b\"}]},{\"lines\":[{\"sku\":\"a\"}]},{\"lines\":[]}]}")
                .answers("/stock/a", "{\"left\":1}")
                .answers("/stock/b", "{\"left\":2}");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String body(String aggregate, String target) throws Exception {
        try (TestGateway gateway = TestGateway.start("""
                services:
                  shop: { url: "${SHOP}" }
                aggregates:
                """ + aggregate.indent(2), Map.of("SHOP", service.url()))) {
            var response = gateway.get(target);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).contains("application/json");
            return response.body();
        }
    }

    @Test
    void passes_what_nothing_transforms_byte_for_byte_under_the_calls_names_in_the_configurations_order()
            throws Exception {
        assertThat(body("""
                        GET /page:
                          calls:
                            list: { get: shop:/list }
                            product: { get: shop:/product }
                            nothing: { get: shop:/nothing }
                        """, "/page"))
                .isEqualTo("{\"list\":[ 1.0 , 2.50 ],\"product\":{ \"price\": 19.90, \"big\":"
                        + " 123456789012345678901234567890, \"tiny\": 1E400, \"name\": \"caf\\u00e9\", \"sellerId\":"
                        + " \"s1\", \"dup\": 1, \"dup\": 2 },\"nothing\":null}");
    }

    @Test
    void shapes_the_answer_by_the_response_template_with_its_members_in_order() throws Exception {
        assertThat(body("""
                        GET /page/{id}:
                          calls:
                            product: { get: shop:/product }
                            seller: { get: "shop:/seller/{product.sellerId}" }
                          response:
                            zebra: "{seller.name}"
                            price: "{product.price}"
                            text: "{product.name} for {product.price}, asked as {path.id} {{literally}}"
                            list: [ "{product.big}", 7, { tiny: "{product.tiny}" } ]
                            asked: "{query}"
                            none: "{product.absent}"
                        """, "/page/p%20q?b=1&a=x&a=y+z"))
                .isEqualTo("{\"zebra\":\"Ann\",\"price\":19.90,\"text\":\"café for 19.90, asked as p q {literally}\","
                        + "\"list\":[123456789012345678901234567890,7,{\"tiny\":1E400}],"
                        + "\"asked\":{\"b\":\"1\",\"a\":[\"x\",\"y z\"]},\"none\":null}");
    }

    @Test
    void unites_results_where_the_merge_is_flat_and_a_later_call_wins() throws Exception {
        assertThat(body("""
                        GET /page:
                          merge: flat
                          calls:
                            seller: { get: shop:/seller/s1 }
                            stock: { get: shop:/stock/a }
                            product: { get: shop:/product }
                            nothing: { get: shop:/null }
                        """, "/page"))
                .isEqualTo("{\"name\":\"caf\\u00e9\",\"left\":1,\"price\":19.90,\"big\":123456789012345678901234567890,"
                        + "\"tiny\":1E400,\"sellerId\":\"s1\",\"dup\":2}");
    }

    @Test
    void makes_one_call_for_each_element_and_attaches_the_results_to_them() throws Exception {
        int before = service.requests().size();
        assertThat(body("""
                        GET /page:
                          calls:
                            cart: { get: shop:/cart }
                            stock:
                              for-each: cart.carts[].lines[]
                              get: "shop:/stock/{item.sku}"
                              attach: stock
                          response:
                            cart: "{cart}"
                            stock: "{stock}"
                        """, "/page"))
                .isEqualTo("{\"cart\":{\"carts\":[{\"lines\":[{\"sku\":\"a\",\"stock\":{\"left\":1}},{\"sku\":\"b\","
                        + "\"stock\":{\"left\":2}}]},{\"lines\":[{\"sku\":\"a\",\"stock\":{\"left\":1}}]},{\"lines\":[]}]},"
                        + "\"stock\":[{\"left\":1},{\"left\":2},{\"left\":1}]}");
        assertThat(service.targets().subList(before, service.targets().size()))
                .containsExactlyInAnyOrder("/cart", "/stock/a", "/stock/b");
    }

    @Test
    void sends_equal_requests_of_one_request_once() throws Exception {
        int before = service.requests().size();
        assertThat(body("""
                        GET /page:
                          calls:
                            one: { get: shop:/list }
                            two: { get: shop:/list }
                            three: { get: "shop:/list?x={query.x}" }
                        """, "/page"))
                .isEqualTo("{\"one\":[ 1.0 , 2.50 ],\"two\":[ 1.0 , 2.50 ],\"three\":[ 1.0 , 2.50 ]}");
        assertThat(service.requests().size() - before).isEqualTo(1);
    }

    @Test
    void skips_a_call_whose_when_says_no_and_misses_nothing() throws Exception {
        assertThat(body("""
                        GET /page:
                          calls:
                            product: { get: shop:/product, when: query.full, default: { price: 0.00 } }
                            list: { get: shop:/list, when: "!query.full" }
                        """, "/page")).isEqualTo("{\"product\":{\"price\":0.00},\"list\":[ 1.0 , 2.50 ]}");
    }

    @Test
    void takes_no_elements_as_an_empty_array() throws Exception {
        assertThat(body("""
                        GET /page:
                          calls:
                            cart: { get: shop:/null }
                            stock: { for-each: cart.lines, get: "shop:/stock/{item.sku}", attach: stock }
                        """, "/page")).isEqualTo("{\"cart\":null,\"stock\":[]}");
    }

    @Test
    void a_function_that_does_not_take_a_missing_calls_null_costs_only_its_own_member() throws Exception {
        String aggregate = """
                GET /page:
                  calls:
                    list: { get: shop:/list }
                    gone: { get: shop:/not-there, optional: true }
                  response: { sum: "{sum(list)}", names: "{join(', ', gone.names)}", text: "n: {sort(gone.x)}" }
                """;
        assertThat(body(aggregate, "/page"))
                .startsWith("{\"sum\":3.5,\"names\":null,\"text\":null,\"_problems\":{\"gone\":{");
    }
}
