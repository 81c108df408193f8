package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.EmittingGateway.counted;
import static tributary.EmittingGateway.lines;
import static tributary.EmittingGateway.metric;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks whose settings change while events wait in them. */
class EventsReloadTest {
    @TempDir
    Path folder;

    @AutoClose
    private final ServiceStub service = ServiceStub.start().answers("/order", "{\"id\":7}");

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private static final String CHANGING = """
                server: { host: 127.0.0.1, port: 0, drain: 300ms }
                admin: { host: 127.0.0.1, port: 0 }
                events: { sink: { webhook: { url: "http://127.0.0.1:%d", dead-letter: "%s" }, workers: %d } }
                services: { s: { url: "%s" } }
                aggregates:
                  GET /orders/{id}:
                    calls: { order: { get: s:/order } }
                    emit: { sink: sink, key: "{path.id}", body: { n: "{query.n}" } }
                """;

    private Path changing(WebhookStub hook, int workers) throws IOException {
        return Files.writeString(
                folder.resolve("gateway.yaml"), CHANGING.formatted(hook.port(), file(), workers, service.url()));
    }

    private static List<String> numbers(int to) {
        return IntStream.range(0, to).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList();
    }

    @Test
    void a_changed_sink_gets_what_has_waited_for_the_one_before() throws Exception {
        try (WebhookStub dead = new WebhookStub().answering(_ -> 503);
                WebhookStub hook = new WebhookStub()) {
            try (TestGateway gateway = TestGateway.watching(changing(dead, 2), Map.of())) {
                for (int i = 0; i < 10; i++) {
                    gateway.get("/orders/7?n=" + i);
                }
                changing(hook, 2);
                assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
                eventually("taken", hook::taken, numbers(10)::equals);
                assertThat(counted(gateway, "offered")).isEqualTo(10);
            }
            assertThat(lines(file())).isEmpty();
        }
    }

    @Test
    void other_workers_deliver_what_has_waited_in_its_order() throws Exception {
        try (WebhookStub dead = new WebhookStub().answering(_ -> 503);
                WebhookStub hook = new WebhookStub()) {
            try (TestGateway gateway = TestGateway.watching(changing(dead, 2), Map.of())) {
                for (int i = 0; i < 10; i++) {
                    gateway.get("/orders/7?n=" + i);
                }
                changing(dead, 5);
                assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
                gateway.get("/orders/7?n=10");
                changing(hook, 1);
                assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
                gateway.get("/orders/7?n=11");
                eventually("taken", hook::taken, numbers(12)::equals);
                eventually("written", () -> counted(gateway, "written"), count -> count == 12);
                assertThat(counted(gateway, "offered")).isEqualTo(12);
                eventually("workers", () -> gateway.gateway().eventWorkers(), count -> count == 1);
            }
            assertThat(lines(file())).isEmpty();
        }
    }

    @Test
    void a_changed_sink_does_not_wait_as_long_as_the_one_before_wanted() throws Exception {
        try (WebhookStub busy = new WebhookStub().answering(_ -> 429).retryingAfter("3000");
                WebhookStub hook = new WebhookStub();
                TestGateway gateway = TestGateway.watching(changing(busy, 2), Map.of())) {
            gateway.get("/orders/7?n=0");
            eventually("posts", busy::all, all -> !all.isEmpty());
            changing(hook, 2);
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            eventually("taken", hook::taken, numbers(1)::equals);
        }
    }

    @Test
    void a_sink_of_another_kind_counts_on_from_the_one_before() throws Exception {
        try (WebhookStub dead = new WebhookStub().answering(_ -> 503);
                TestGateway gateway = TestGateway.watching(changing(dead, 2), Map.of())) {
            for (int i = 0; i < 10; i++) {
                gateway.get("/orders/7?n=" + i);
            }
            Path configuration = folder.resolve("gateway.yaml");
            String webhook = Files.readString(configuration);
            Files.writeString(
                    configuration,
                    webhook.replaceAll("(?m)^events: .*$", "events: { sink: { file: { path: audit.jsonl } } }"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            gateway.get("/orders/7?n=10");
            eventually("written", () -> counted(gateway, "written"), count -> count == 1);
            assertThat(counted(gateway, "offered")).isEqualTo(11);
            assertThat(metric(gateway, "tributary_events_queued{sink=\"sink\"}"))
                    .isEqualTo(10);
            eventually("health", () -> gateway.admin("/health").body(), body -> body.contains("status-503"));
        }
    }
}
