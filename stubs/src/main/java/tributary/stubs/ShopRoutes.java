package tributary.stubs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the services of {@link Shop} answer, over the JSON files beside this class's module. */
final class ShopRoutes {
    /** Echoed numbers keep their digits: 19.90 is not 19.9. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ShopRoutes() {}

    static List<ServiceSpec> services(ShopOptions options) throws IOException {
        return List.of(
                spec(options, "catalog", 25, "products, their variants and prices", catalog()),
                spec(options, "reviews", 45, "what customers say", reviews()),
                spec(options, "accounts", 20, "sellers and customers", accounts()),
                spec(options, "inventory", 30, "stock of each variant, reservations", inventory()),
                spec(options, "orders", 60, "orders and carts", orders()));
    }

    private static ServiceSpec spec(ShopOptions options, String name, int median, String what, List<Route> routes) {
        int port = options.ports().getOrDefault(name, 0);
        return new ServiceSpec(name, options.host(), port, options.delay() ? median : 0, what, routes);
    }

    private static List<Route> catalog() throws IOException {
        var products = read("products", "id");
        var categories = read("categories", "id");
        return List.of(
                Route.row("product", "/products/{id}", products),
                Route.get("/products", asked -> list(asked, products, "category", "sellerId")),
                Route.row("category", "/categories/{id}", categories),
                Route.get("/categories", asked -> list(asked, categories)));
    }

    private static List<Route> reviews() throws IOException {
        var reviews = read("reviews", "id");
        return List.of(
                Route.row("review", "/reviews/{id}", reviews),
                Route.get("/reviews", asked -> list(asked, reviews, "productId", "authorId")),
                Route.post("/reviews", creating("rv", "published")));
    }

    private static List<Route> accounts() throws IOException {
        return List.of(Route.row("user", "/users/{id}", read("users", "id")), Route.post("/oauth2/token", granting()));
    }

    /** Hands out tokens to everybody, and no service here asks for one: it is there to be renewed. */
    private static Function<Asked, Reply> granting() {
        var next = new AtomicLong(1);
        return _ -> Reply.json(
                200,
                "{\"access_token\":\"demo-" + next.getAndIncrement()
                        + "\",\"token_type\":\"Bearer\",\"expires_in\":60}");
    }

    private static List<Route> inventory() throws IOException {
        return List.of(
                Route.row("stock of", "/stock/{id}", read("stock", "sku")),
                Route.post("/reservations", creating("rs", "reserved")),
                Route.delete("/reservations/{id}", asked -> Reply.nothing()));
    }

    private static List<Route> orders() throws IOException {
        var orders = read("orders", "id");
        return List.of(
                Route.row("order", "/orders/{id}", orders),
                Route.get("/orders", asked -> list(asked, orders, "userId")),
                Route.post("/orders", creating("or", "accepted")),
                Route.post("/carts/{id}/items", creating("ci", "added")),
                Route.delete("/carts/{id}/items/{item}", asked -> Reply.nothing()));
    }

    private static Reply list(Asked asked, Table table, String... filters) {
        var wanted = new HashMap<String, @Nullable String>();
        for (var filter : filters) {
            wanted.put(filter, asked.query(filter));
        }
        var found = table.where(wanted);
        return Reply.json(
                200, "{\"items\":" + found.array(0, asked.number("limit", 20)) + ",\"total\":" + found.total() + "}");
    }

    /** Answers 201 with the body's members behind an id and a status of ours. Nothing is kept. */
    private static Function<Asked, Reply> creating(String prefix, String status) {
        var next = new AtomicLong(1001);
        return asked -> {
            try {
                if (!(MAPPER.readTree(asked.body()) instanceof ObjectNode body)) {
                    return Reply.problem(400, "Bad Request", "The body must be a JSON object.");
                }
                var made = MAPPER.createObjectNode();
                made.put("id", prefix + "-" + next.getAndIncrement()).put("status", status);
                body.remove(List.of("id", "status"));
                return Reply.json(201, MAPPER.writeValueAsString(made.setAll(body)));
            } catch (JsonProcessingException notJson) {
                return Reply.problem(400, "Bad Request", "The body is no JSON.");
            }
        };
    }

    private static Table read(String name, String key) throws IOException {
        try (var in = ShopRoutes.class.getResourceAsStream("/tributary/stubs/" + name + ".json")) {
            if (in == null) {
                throw new FileNotFoundException(name + ".json is not in the jar");
            }
            return Table.of(new String(in.readAllBytes(), StandardCharsets.UTF_8), key);
        }
    }
}
