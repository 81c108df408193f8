package tributary.perf.micro;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import tributary.edge.Routes;
import tributary.json.JsonException;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Aggregate.Response;
import tributary.plan.Call;
import tributary.plan.Plan;
import tributary.plan.UnresolvedException;
import tributary.plan.Verb;

/** From a path to the URLs of three calls, and from three answers to a shaped one. For JMH. */
@State(Scope.Benchmark)
public class PlanningBenchmark {
    private static final String YAML = """
            services: { s: { url: 'http://h' } }
            aggregates:
              GET /products/{id}/page:
                calls:
                  product: { get: 's:/products/{path.id}' }
                  reviews: { get: "s:/reviews?productId={path.id}&limit={query.limit || '5'}" }
                  seller: { get: 's:/users/{product.sellerId}?fields=name&fields=rating' }
                response:
                  title: '{product.title}'
                  price: '{product.price} EUR'
                  by: '{seller.name}'
                  reviews: '{reviews.items[].text}'
              GET /products/{id}: { calls: { product: { get: 's:/products/{path.id}' } } }
              GET /products: { calls: { products: { get: 's:/products' } } }
              GET /users/{id}/orders: { calls: { orders: { get: 's:/orders?user={path.id}' } } }
            """;
    private static final byte[] DOCUMENT = """
            {"path":{"id":"7"},"query":{"limit":"3"},"product":{"id":7,"sellerId":12,"title":"Chair","price":49.5},\
            "reviews":{"items":[{"text":"fine"},{"text":"finer"}]},"seller":{"id":12,"name":"Ada","rating":5}}\
            """.getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private final Plan plan = Planned.plan(YAML);
    private final Aggregate aggregate = plan.aggregates().getFirst();
    private final Routes routes = new Routes(plan.aggregates());
    private final JsonObject document = parts();

    /** The values are views of a text; the object around them is made, as that of a request is. */
    private static JsonObject parts() {
        try {
            JsonObject whole = (JsonObject) JsonParser.parse(DOCUMENT, 0, DOCUMENT.length);
            Map<String, JsonValue> parts = new LinkedHashMap<>();
            for (String name : whole.names()) {
                byte[] part = String.valueOf(whole.get(name)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                parts.put(name, JsonParser.parse(part, 0, part.length));
            }
            return JsonObject.of(parts);
        } catch (JsonException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public Routes.Match route() {
        return routes.find(Verb.GET, "/products/7/page");
    }

    @Benchmark
    public void urls(Blackhole hole) throws UnresolvedException {
        for (Call call : aggregate.calls()) {
            hole.consume(call.url().render(document));
        }
    }

    @Benchmark
    public JsonValue response() throws UnresolvedException {
        return aggregate.response() instanceof Response.Shaped(var template) ? template.evaluate(document) : document;
    }
}
