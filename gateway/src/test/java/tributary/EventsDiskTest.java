package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tributary.EmittingGateway.BY_NUMBER;
import static tributary.EmittingGateway.counted;
import static tributary.EmittingGateway.dropped;
import static tributary.EmittingGateway.lines;
import static tributary.EmittingGateway.metric;
import static tributary.Eventually.eventually;

import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events, and of the requests that make them, when the disk is full, away, or answers no more. */
class EventsDiskTest {
    @TempDir
    Path folder;

    @AutoClose
    private final ServiceStub service = ServiceStub.start().answers("/order", "{\"id\":7}");

    private TestGateway gateway(String sink, String aggregate) throws Exception {
        return EmittingGateway.start(service, sink, aggregate);
    }

    private static String full(String whenFull) {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "/dev/full is not here");
        return "{ file: { path: /dev/full }, queue: 3, when-full: %s }".formatted(whenFull);
    }

    @Test
    void a_full_disk_costs_events_and_no_requests_where_they_may_be_dropped() throws Exception {
        try (TestGateway gateway = gateway(full("drop"), BY_NUMBER)) {
            for (int i = 0; i < 10; i++) {
                assertThat(gateway.get("/orders/7?n=" + i).statusCode()).isEqualTo(200);
            }
            assertThat(counted(gateway, "offered")).isEqualTo(10);
            assertThat(dropped(gateway, "full")).isEqualTo(7);
            assertThat(metric(gateway, "tributary_events_queued{sink=\"sink\"}"))
                    .isEqualTo(3);
            eventually(
                    "health",
                    () -> gateway.admin("/health").body(),
                    body -> body.contains("\"failure\":\"disk-full\""));
            assertThat(gateway.admin("/health").body()).contains("\"status\":\"DEGRADED\"");
            assertThat(gateway.admin("/health/ready").body()).contains("\"failingSinks\":[\"sink\"]");
        }
    }

    @Test
    void a_full_disk_refuses_requests_before_their_calls_where_it_must() throws Exception {
        try (TestGateway gateway = gateway(full("reject"), BY_NUMBER)) {
            for (int i = 0; i < 3; i++) {
                assertThat(gateway.get("/orders/7?n=" + i).statusCode()).isEqualTo(200);
            }
            HttpResponse<String> answer = gateway.get("/orders/7?n=3");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("urn:tributary:problem:events-full");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(service.targets()).hasSize(3);
            assertThat(counted(gateway, "offered")).isEqualTo(3);
        }
    }

    @Test
    void one_that_depends_on_the_calls_is_refused_behind_them() throws Exception {
        try (TestGateway gateway = gateway(full("reject"), BY_NUMBER.replace("key:", "when: order, key:"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(gateway.get("/orders/7?n=" + i).statusCode()).isEqualTo(200);
            }
            assertThat(gateway.get("/orders/7?n=3").statusCode()).isEqualTo(503);
            assertThat(service.targets()).hasSize(4);
            assertThat(dropped(gateway, "rejected")).isEqualTo(1);
        }
    }

    @Test
    void a_full_disk_holds_requests_to_their_deadline_where_it_must() throws Exception {
        try (TestGateway gateway = gateway(full("block"), BY_NUMBER)) {
            for (int i = 0; i < 3; i++) {
                assertThat(gateway.get("/orders/7?n=" + i).statusCode()).isEqualTo(200);
            }
            long start = System.nanoTime();
            HttpResponse<String> answer = gateway.get("/orders/7?n=3", "X-Envoy-Expected-Rq-Timeout-Ms", "500");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("urn:tributary:problem:events-full");
            assertThat(System.nanoTime() - start).isGreaterThan(400_000_000L);
            assertThat(dropped(gateway, "rejected")).isEqualTo(1);
        }
    }

    @Test
    void a_disk_that_is_there_again_gets_what_has_waited() throws Exception {
        Path missing = folder.resolve("later");
        try (TestGateway gateway = gateway("{ file: { path: \"" + missing.resolve("a.jsonl") + "\" } }", BY_NUMBER)) {
            for (int i = 0; i < 5; i++) {
                gateway.get("/orders/7?n=" + i);
            }
            eventually("failure", () -> gateway.admin("/health").body(), body -> body.contains("no-folder"));
            Files.createDirectory(missing);
            eventually("lines", () -> lines(missing.resolve("a.jsonl")), all -> all.size() == 5);
            eventually("health", () -> gateway.admin("/health").body(), body -> !body.contains("no-folder"));
        }
    }

    @Test
    void a_disk_that_is_there_again_is_seen_before_the_next_event() throws Exception {
        Path missing = folder.resolve("later");
        try (TestGateway gateway = gateway("{ file: { path: \"" + missing.resolve("a.jsonl") + "\" } }", BY_NUMBER)) {
            eventually("failure", () -> gateway.admin("/health").body(), body -> body.contains("no-folder"));
            Files.createDirectory(missing);
            eventually("health", () -> gateway.admin("/health").body(), body -> !body.contains("no-folder"));
        }
    }

    /** A file whose writes hang as soon as 64 KiB are in it, and no error comes of them: as those of a disk over a network do. */
    private Path hanging(String name) throws Exception {
        Path pipe = folder.resolve(name);
        Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(made.waitFor() == 0, "no pipe can be made here");
        return pipe;
    }

    @Test
    void a_disk_that_hangs_costs_events_and_neither_requests_nor_carriers() throws Exception {
        // More of them than there are carriers of virtual threads: if each took one, nothing would move any more.
        int disks = Runtime.getRuntime().availableProcessors() + 1;
        List<RandomAccessFile> readers = new ArrayList<>();
        StringBuilder sinks = new StringBuilder();
        for (int i = 0; i < disks; i++) {
            Path pipe = hanging("pipe" + i);
            // Opened for both, so that neither side waits for the other; never read.
            readers.add(new RandomAccessFile(pipe.toFile(), "rw"));
            sinks.append("  sink%d: { file: { path: \"%s\" }, max-size: 64KiB, queue: 3 }%n".formatted(i, pipe));
        }
        String emit = IntStream.range(0, disks)
                .mapToObj("{ sink: sink%d, body: \"{order.text}\" }"::formatted)
                .collect(Collectors.joining(", ", "[", "]"));
        service.answers("/order", "{\"text\":\"" + "x".repeat(60_000) + "\"}");
        TestGateway gateway = TestGateway.of("""
                server: { host: 127.0.0.1, port: 0, drain: 300ms }
                admin: { host: 127.0.0.1, port: 0 }
                events:
                %s
                services: { s: { url: "%s", timeout: 20s } }
                aggregates:
                  GET /orders/{id}:
                    deadline: 20s
                    calls: { order: { get: s:/order } }
                    emit: %s
                """.formatted(sinks, service.url(), emit), Map.of());
        try (gateway) {
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.get("/orders/7").statusCode()).isEqualTo(200);
            }
            for (int i = 0; i < disks; i++) {
                assertThat(metric(gateway, "tributary_events_dropped_total{reason=\"full\",sink=\"sink" + i + "\"}"))
                        .isPositive();
            }
            eventually(
                    "health",
                    () -> gateway.admin("/health").body(),
                    body -> body.contains("\"failure\":\"no-answer\""));
            // Nor does its end wait for them.
            gateway.gateway().close();
            assertThat(gateway.gateway().eventWorkers()).isZero();
        } finally {
            for (RandomAccessFile reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void dead_letters_that_hang_cost_neither_requests_nor_carriers() throws Exception {
        Path pipe = hanging("dead.jsonl");
        service.answers("/order", "{\"text\":\"" + "x".repeat(60_000) + "\"}");
        RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw");
        try (WebhookStub hook = new WebhookStub().answering(_ -> 400)) {
            String sink = "{ webhook: { url: \"%s\", dead-letter: \"%s\" }, workers: 16, max-size: 64KiB, queue: 40 }"
                    .formatted(hook.url(), pipe);
            try (TestGateway gateway = gateway(sink, "emit: { sink: sink, body: \"{order.text}\" }")) {
                for (int i = 0; i < 60; i++) {
                    assertThat(gateway.get("/orders/7").statusCode()).isEqualTo(200);
                }
                assertThat(dropped(gateway, "full")).isPositive();
            }
        } finally {
            reader.close();
        }
    }
}
