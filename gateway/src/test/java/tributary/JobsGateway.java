package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands behind a gateway with jobs, how such a gateway is started, and how jobs are asked for. */
final class JobsGateway implements AutoCloseable {
    static final String[] LATER = {"Prefer", "respond-async"};

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Path folder;
    private final PlainService shop;
    private final GatedService gated;

    /** Keeps jobs in {@code folder}. */
    JobsGateway(Path folder) throws IOException {
        this.folder = folder;
        shop = new PlainService("{\"title\":\"mug\",\"price\":19.90}");
        gated = GatedService.start(_ -> {
            // A request that is never let go ends all the same.
            boolean open = gate.await(60, TimeUnit.SECONDS);
            return "{\"late\":" + open + "}";
        });
    }

    /** How many requests have come for what is answered once it may be. */
    int late() {
        return gated.requests();
    }

    /** From now on nothing is waited for. */
    void open() {
        gate.countDown();
    }

    /** A configuration; {@code jobs} is more of the settings of jobs, {@code more} further sections. */
    String sections(String jobs, String more) {
        return """
                jobs: { store: %s%s }
                services:
                  shop: { url: %s, timeout: 30s }
                  gate: { url: %s, timeout: 30s }
                aggregates:
                  GET /quick/{id}:
                    async: true
                    calls: { a: { get: "shop:/a/{path.id}?q={query.q}" } }
                  GET /slow:
                    async: true
                    deadline: 30s
                    calls:
                      a: { get: shop:/a }
                      b: { get: gate:/b }
                  POST /slow:
                    async: true
                    deadline: 30s
                    calls: { b: { post: gate:/b } }
                  GET /dead:
                    async: true
                    calls: { a: { get: "dead:/" } }
                  GET /partial:
                    async: true
                    calls:
                      a: { get: shop:/a }
                      b: { get: "dead:/", optional: true, default: [] }
                """.formatted(folder.resolve("jobs"), jobs, shop.url(), gated.url())
                        .replace("aggregates:", "  dead: { url: \"http://127.0.0.1:1\" }\naggregates:")
                + more;
    }

    TestGateway start(String jobs) throws Exception {
        return TestGateway.start(sections(jobs, ""), Map.of());
    }

    /** Its end waits so long for what goes on. */
    TestGateway start(String jobs, String drain) throws Exception {
        return TestGateway.of("""
                server: { host: 127.0.0.1, port: 0, drain: %s }
                admin: { host: 127.0.0.1, port: 0 }
                """.formatted(drain) + sections(jobs, ""), Map.of());
    }

    static String location(HttpResponse<?> answer) {
        return answer.headers().firstValue("location").orElseThrow();
    }

    static String accepted(TestGateway gateway, String target, String... headers) throws Exception {
        String[] all = Stream.concat(Stream.of(LATER), Stream.of(headers)).toArray(String[]::new);
        HttpResponse<String> answer = gateway.get(target, all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("preference-applied")).contains("respond-async");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        return location(answer);
    }

    static String posted(TestGateway gateway, String key) throws Exception {
        return location(gateway.send("POST", "/slow", "{\"a\":1}", "Prefer", "respond-async", "Idempotency-Key", key));
    }

    static @Nullable Object state(TestGateway gateway, String job) throws Exception {
        return at(PlainJson.read(gateway.get(job).body()), "state");
    }

    static String ended(TestGateway gateway, String job) throws Exception {
        return eventually("the job has ended", () -> gateway.get(job).body(), body -> !List.of("queued", "running")
                .contains(at(PlainJson.read(body), "state")));
    }

    @Override
    public void close() {
        open();
        gated.close();
        shop.close();
    }
}
