package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lengths of queues: what ARCHITECTURE.md says of them, and some of them while somebody waits. */
class QueuesTest {
    private static final Pattern METRIC = Pattern.compile("`(tributary_\\w+)`");

    @TempDir
    Path folder;

    @Test
    void every_length_in_the_table_of_queues_is_a_metric() throws Exception {
        String architecture = Files.readString(Path.of("../ARCHITECTURE.md"));
        String table = architecture.substring(architecture.indexOf("## Queues"), architecture.indexOf("## Code map"));
        String reference = Files.readString(Path.of("../docs/metrics.md"));
        List<String> rows = table.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| where") && !line.startsWith("| ---"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(20).allSatisfy(row -> {
            String length = row.split(" \\| ", -1)[3];
            List<String> metrics = METRIC.matcher(length)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(metrics.isEmpty()).as(row).isEqualTo(length.startsWith("none: "));
            assertThat(metrics).allSatisfy(metric -> assertThat(reference).contains("| `" + metric + "` | gauge |"));
        });
    }

    private static double metric(TestGateway gateway, String name) throws Exception {
        return gateway.admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void jobs_that_wait_are_counted_and_so_is_their_bound() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatedService gated = GatedService.start(_ -> "{\"open\":" + gate.await(60, TimeUnit.SECONDS) + "}");
                TestGateway gateway = TestGateway.start("""
                        jobs: { store: %s, workers: 1, queue: 5, max-kept: 50 }
                        services: { gate: { url: %s, timeout: 30s } }
                        aggregates:
                          GET /slow: { async: true, deadline: 30s, calls: { a: { get: gate:/a } } }
                        """.formatted(folder.resolve("jobs"), gated.url()), Map.of())) {
            for (int i = 0; i < 4; i++) {
                assertThat(gateway.get("/slow", "Prefer", "respond-async").statusCode())
                        .isEqualTo(202);
            }
            eventually("one is begun", () -> metric(gateway, "tributary_jobs_queue_length"), length -> length == 3);
            assertThat(metric(gateway, "tributary_jobs_queue_limit")).isEqualTo(5);
            assertThat(metric(gateway, "tributary_jobs_limit")).isEqualTo(50);
            assertThat(metric(gateway, "tributary_jobs_workers")).isEqualTo(1);
            gate.countDown();
            eventually("all are done", () -> metric(gateway, "tributary_jobs_queue_length"), length -> length == 0);
            eventually("all is kept", () -> metric(gateway, "tributary_jobs_store_waiting"), length -> length == 0);
        }
    }
}
