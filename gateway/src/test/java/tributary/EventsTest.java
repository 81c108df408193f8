package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.EmittingGateway.BY_NUMBER;
import static tributary.EmittingGateway.counted;
import static tributary.EmittingGateway.dropped;
import static tributary.EmittingGateway.lines;
import static tributary.Eventually.eventually;
import static tributary.PlainJson.at;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests emit, from the configuration to files. */
class EventsTest {
    @TempDir
    Path folder;

    /** As services that print their JSON for people answer. */
    @AutoClose
    private final ServiceStub service =
            ServiceStub.start().answers("/order", "{\n  \"id\": 7,\r\n  \"total\": 19.90\n}");

    private TestGateway gateway(String sink, String aggregate) throws Exception {
        return EmittingGateway.start(service, sink, aggregate);
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    @Test
    void a_file_gets_a_line_for_each_event() throws Exception {
        try (TestGateway gateway = gateway("{ file: { path: \"" + file() + "\", flush: every } }", """
                emit:
                  - { sink: sink, body: { who: "{request.client}", path: "{path.id}", order: "{order}", is: "{request.outcome}" } }
                  - { sink: sink, when: "order.total > `100`", body: never }
                  - { sink: sink }
                """)) {
            HttpResponse<String> answer = gateway.get("/orders/7", "X-Request-Id", "request-1");
            assertThat(answer.statusCode()).isEqualTo(200);
            List<String> lines = eventually("lines", () -> lines(file()), all -> all.size() == 2);
            assertThat(PlainJson.read(lines.getFirst()))
                    .hasToString("{who=127.0.0.1, path=7, order={id=7, total=19.90}, is=ok}");
            Object standard = PlainJson.read(lines.getLast());
            assertThat(at(standard, "id")).isEqualTo("request-1");
            assertThat(at(standard, "aggregate")).isEqualTo("GET /orders/{id}");
            assertThat(at(standard, "status")).hasToString("200");
            assertThat((String) at(standard, "traceId")).hasSize(32);
            eventually("written", () -> counted(gateway, "written"), count -> count == 2);
            assertThat(counted(gateway, "offered")).isEqualTo(2);
        }
    }

    @Test
    void a_failed_request_makes_events_too() throws Exception {
        service.answers("/order", 500, "{}");
        try (TestGateway gateway = gateway(
                "{ file: { path: \"" + file() + "\" } }",
                "emit: { sink: sink, when: \"request.status >= `500`\", body: { is: \"{request.outcome}\", o: \"{order}\" } }")) {
            assertThat(gateway.get("/orders/7").statusCode()).isEqualTo(502);
            assertThat(eventually("lines", () -> lines(file()), all -> all.size() == 1))
                    .containsExactly("{\"is\":\"bad-status\",\"o\":null}");
        }
    }

    @Test
    void a_request_whose_client_has_left_makes_events_too() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (GatedService slow = GatedService.start(_ -> {
                    held.await(60, TimeUnit.SECONDS);
                    return "{}";
                });
                TestGateway gateway = TestGateway.start("""
                        events: { sink: { file: { path: "%s" } } }
                        services: { s: { url: "%s", timeout: 20s } }
                        aggregates:
                          GET /slow:
                            deadline: 20s
                            calls: { a: { get: s:/a } }
                            emit: { sink: sink, body: ["{request.status}", "{request.outcome}"] }
                        """.formatted(file(), slow.url()), Map.of())) {
            try (KeptClient client = new KeptClient(gateway.port())) {
                client.send("/slow");
                eventually("requests", slow::requests, count -> count == 1);
            }
            assertThat(eventually("lines", () -> lines(file()), all -> all.size() == 1))
                    .containsExactly("[499,\"client-left\"]");
            held.countDown();
        }
    }

    @Test
    void an_event_that_cannot_be_made_harms_no_request() throws Exception {
        try (TestGateway gateway = gateway("{ file: { path: \"" + file() + "\" }, max-size: 100B }", """
                emit:
                  - { sink: sink, body: { n: "{length(order.id)}" } }
                  - { sink: sink, key: "{order}", body: 1 }
                  - { sink: sink, body: { long: "{query.long}" } }
                """)) {
            assertThat(gateway.get("/orders/7?long=" + "x".repeat(200)).statusCode())
                    .isEqualTo(200);
            assertThat(dropped(gateway, "unmade")).isEqualTo(2);
            assertThat(dropped(gateway, "too-large")).isEqualTo(1);
            assertThat(counted(gateway, "offered")).isEqualTo(3);
        }
    }

    @Test
    void the_end_empties_the_queue() throws Exception {
        String sink = "{ file: { path: \"" + file() + "\", flush: every } }";
        // Its end waits for what is in the queue, and not in vain: as long as the disk may need.
        try (TestGateway gateway = EmittingGateway.start(service, "30s", sink, BY_NUMBER)) {
            for (int i = 0; i < 100; i++) {
                gateway.get("/orders/7?n=" + i);
            }
        }
        assertThat(lines(file())).hasSize(100);
    }

    @Test
    void a_job_makes_the_events_of_its_request() throws Exception {
        try (TestGateway gateway =
                TestGateway.start("""
                events: { sink: { file: { path: "%s" } } }
                jobs: { store: "%s" }
                services: { s: { url: "%s" } }
                aggregates:
                  GET /orders/{id}:
                    async: true
                    calls: { order: { get: s:/order } }
                    emit:
                      sink: sink
                      body: ["{path.id}", "{order.id}", "{request.id}", "{request.client}", "{request.status}", "{request.outcome}"]
                """.formatted(file(), folder.resolve("jobs"), service.url()), Map.of())) {
            HttpResponse<String> answer =
                    gateway.get("/orders/8", "Prefer", "respond-async", "X-Request-Id", "request-1");
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(eventually("lines", () -> lines(file()), all -> !all.isEmpty()))
                    .containsExactly("[\"8\",7,\"request-1\",\"127.0.0.1\",200,\"ok\"]");
        }
    }

    @Test
    void no_thread_is_left() throws Exception {
        try (TestGateway gateway = gateway("{ file: { path: \"" + file() + "\" } }", BY_NUMBER)) {
            gateway.get("/orders/7?n=1");
            assertThat(gateway.gateway().eventWorkers()).isEqualTo(1);
            gateway.gateway().close();
            assertThat(gateway.gateway().eventWorkers()).isZero();
        }
    }
}
