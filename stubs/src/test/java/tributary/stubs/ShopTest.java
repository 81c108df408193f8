package tributary.stubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShopTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Set<Thread> before = Set.of();
    private Shop shop;
    private Curl curl;

    @BeforeEach
    void open() throws IOException {
        before = stubThreads();
        shop = Shop.start();
        curl = new Curl();
    }

    @AfterEach
    void close() {
        curl.close();
        shop.close();
    }

    @Test
    void answers_a_product_digit_for_digit() throws Exception {
        var answer = curl.get(shop.url("catalog") + "/products/7");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body()).contains("\"price\": 19.90", "“Tideline”");
    }

    @Test
    void lists_products_of_a_category_up_to_a_limit() throws Exception {
        var list = json(shop.url("catalog") + "/products?category=coffee&limit=2");
        assertThat(list.path("items")).hasSize(2);
        assertThat(list.path("total").asInt()).isEqualTo(5);
        assertThat(list.findValuesAsText("category")).containsOnly("coffee");
    }

    @Test
    void lists_the_reviews_of_a_product() throws Exception {
        var list = json(shop.url("reviews") + "/reviews?productId=7&limit=3");
        assertThat(list.path("items")).hasSize(3);
        assertThat(list.path("total").asInt()).isEqualTo(7);
        assertThat(list.findValuesAsText("productId")).containsOnly("7");
        assertThat(list.path("items").path(0).fieldNames())
                .toIterable()
                .contains("id", "rating", "comment", "authorId");
    }

    @Test
    void every_seller_author_and_variant_is_known_to_its_service() throws Exception {
        var products = json(shop.url("catalog") + "/products?limit=100").path("items");
        var reviews = json(shop.url("reviews") + "/reviews?limit=100").path("items");
        var urls = new HashSet<String>();
        products.findValuesAsText("sellerId").forEach(id -> urls.add(shop.url("accounts") + "/users/" + id));
        reviews.findValuesAsText("authorId").forEach(id -> urls.add(shop.url("accounts") + "/users/" + id));
        reviews.findValuesAsText("productId").forEach(id -> urls.add(shop.url("catalog") + "/products/" + id));
        products.findValuesAsText("category").forEach(id -> urls.add(shop.url("catalog") + "/categories/" + id));
        products.findValuesAsText("sku").forEach(sku -> urls.add(shop.url("inventory") + "/stock/" + sku));
        assertThat(products).hasSize(24);
        for (var url : urls) {
            assertThat(curl.get(url).statusCode()).as(url).isEqualTo(200);
        }
    }

    @Test
    void answers_404_with_a_problem_for_what_is_not_there() throws Exception {
        for (var path : List.of("/products/999", "/products/7/nothing")) {
            var answer = curl.get(shop.url("catalog") + path);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(MAPPER.readTree(answer.body()).path("status").asInt()).isEqualTo(404);
        }
    }

    @Test
    void echoes_what_is_posted_behind_an_id_of_its_own() throws Exception {
        var answer =
                curl.post(shop.url("orders") + "/orders", "{\"id\":1,\"total\":19.90,\"lines\":[{\"sku\":\"a\"}]}");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .isEqualTo("{\"id\":\"or-1001\",\"status\":\"accepted\",\"total\":19.90,\"lines\":[{\"sku\":\"a\"}]}");
        assertThat(curl.post(shop.url("orders") + "/orders", "[]").statusCode()).isEqualTo(400);
        assertThat(curl.post(shop.url("orders") + "/orders", "{").statusCode()).isEqualTo(400);
        assertThat(curl.send("DELETE", shop.url("inventory") + "/reservations/rs-1", "")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void counts_requests_and_remembers_them() throws Exception {
        curl.get(shop.url("inventory") + "/stock/MUG-SEA?x=1");
        curl.get(shop.url("inventory") + "/stock/MUG-SEA?x=1");
        curl.post(shop.url("inventory") + "/reservations", "{}");
        assertThat(shop.requests("inventory")).isEqualTo(3);
        assertThat(shop.requests("inventory", "/stock/MUG-SEA?x=1")).isEqualTo(2);
        assertThat(shop.lastRequests("inventory").getLast().body()).isEqualTo("{}");
        assertThat(shop.lastRequests("inventory").getLast().header("user-agent"))
                .startsWith("Java");
        shop.forgetRequests();
        assertThat(shop.requests("inventory")).isZero();
    }

    @Test
    void fails_and_heals() throws Exception {
        shop.turn("catalog", new ServiceState.Failing(503, 1));
        assertThat(curl.get(shop.url("catalog") + "/products/7").statusCode()).isEqualTo(503);
        shop.heal();
        assertThat(curl.get(shop.url("catalog") + "/products/7").statusCode()).isEqualTo(200);
    }

    @Test
    void fails_a_share_of_its_requests() throws Exception {
        shop.turn("catalog", new ServiceState.Failing(500, 0.5));
        var statuses = new HashSet<Integer>();
        for (int i = 0; i < 50; i++) {
            statuses.add(curl.get(shop.url("catalog") + "/products/7").statusCode());
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 500);
    }

    @Test
    void resets_connections_when_dead() throws Exception {
        shop.turn("catalog", new ServiceState.Dead());
        try (var raw = new RawClient(shop.port("catalog"))) {
            raw.send("GET /products/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
            assertThatThrownBy(raw::all).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void refuses_connections_and_comes_back_on_the_same_port() throws Exception {
        var url = shop.url("catalog") + "/products/7";
        shop.turn("catalog", new ServiceState.Refusing());
        assertThatThrownBy(() -> curl.get(url)).isInstanceOf(ConnectException.class);
        shop.turn("catalog", new ServiceState.Healthy());
        assertThat(curl.get(url).statusCode()).isEqualTo(200);
    }

    @Test
    void ends_answers_under_way_when_its_port_is_closed() throws Exception {
        shop.turn("catalog", new ServiceState.Slow(Duration.ofMinutes(5)));
        try (var raw = new RawClient(shop.port("catalog"))) {
            raw.send("GET /products/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
            assertThat(shop.awaitRequests("catalog", 1, Duration.ofSeconds(30))).isTrue();
            shop.turn("catalog", new ServiceState.Refusing());
            assertThat(raw.all()).isEmpty();
        }
    }

    @Test
    void five_hundred_slow_answers_wait_side_by_side() throws Exception {
        shop.turn("catalog", new ServiceState.Slow(Duration.ofSeconds(1)));
        long start = System.nanoTime();
        Callable<String> ask = () -> {
            try (var raw = new RawClient(shop.port("catalog"))) {
                raw.send("GET /products/7 HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
                return raw.all();
            }
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    IntStream.range(0, 500).mapToObj(i -> threads.submit(ask)).toList();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).startsWith("HTTP/1.1 200");
            }
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        // One after the other they would take 500 seconds; in a pool of ten threads, fifty.
        assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(45));
    }

    @Test
    void delays_are_drawn_around_the_median_and_the_same_for_a_seed() {
        var one = new int[1000];
        var latency = new Latency(40, 5);
        var same = new Latency(40, 5);
        for (int i = 0; i < one.length; i++) {
            one[i] = latency.nextMillis();
            assertThat(same.nextMillis()).isEqualTo(one[i]);
        }
        assertThat(IntStream.of(one).sorted().skip(500).findFirst().orElse(0)).isBetween(36, 44);
        assertThat(IntStream.of(one)).allMatch(millis -> millis > 5 && millis <= 400);
        assertThat(new Latency(0, 5).nextMillis()).isZero();
    }

    @Test
    void says_which_port_is_taken() {
        var taken = new ShopOptions("127.0.0.1", Map.of("reviews", shop.port("catalog")), false, 1);
        assertThatThrownBy(() -> Shop.start(taken))
                .hasMessageContaining("port " + shop.port("catalog") + " (reviews) is taken");
    }

    @Test
    void leaves_no_thread_and_no_port_behind() throws Exception {
        shop.turn("catalog", new ServiceState.Slow(Duration.ofMinutes(5)));
        try (var raw = new RawClient(shop.port("catalog"))) {
            raw.send("GET /products/7 HTTP/1.1\r\nHost: shop\r\n\r\n");
            assertThat(shop.awaitRequests("catalog", 1, Duration.ofSeconds(30))).isTrue();
            shop.close();
        }
        for (var thread : stubThreads()) {
            if (!before.contains(thread)) {
                assertThat(thread.join(Duration.ofSeconds(30)))
                        .as(thread.getName())
                        .isTrue();
            }
        }
        assertThatThrownBy(() -> new RawClient(shop.port("catalog"))).isInstanceOf(ConnectException.class);
    }

    private JsonNode json(String url) throws IOException, InterruptedException {
        return MAPPER.readTree(curl.get(url).body());
    }

    private static Set<Thread> stubThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("stub-")
                        || thread.getName().contains("Scheduler")
                        || thread.getName().startsWith("qtp"))
                .collect(Collectors.toSet());
    }
}
