package tributary.perf.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.stubs.LoadService;

class GeneratorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);

    @TempDir
    static Path scratch;

    private static Generator generator;

    @BeforeAll
    static void start() throws IOException {
        generator = Generator.start(scratch);
    }

    @AfterAll
    static void end() {
        generator.close();
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /** A load is what was ordered where the machine lets it be: where it was held up, once more, but not for ever. */
    private static void held(Attempt attempt) throws IOException {
        for (int left = 4; ; left--) {
            try {
                attempt.run();
                return;
            } catch (AssertionError e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    @Test
    void an_open_loop_sends_at_the_rate_asked_for() throws IOException {
        held(() -> {
            try (LoadService service = LoadService.start("127.0.0.1", 0)) {
                Outcome outcome = generator.run(Order.open(service.port(), "/json/1024", 300, 200, HALF), () -> 1);
                assertThat(outcome.answered()).isBetween(135L, 165L);
                assertThat(outcome.failed()).isZero();
                assertThat(outcome.unsent()).isZero();
                assertThat(outcome.latency().getTotalCount()).isEqualTo(outcome.answered());
                assertThat(outcome.used()).containsExactly(0.0);
            }
        });
    }

    @Test
    void a_closed_loop_keeps_its_connections_busy() throws IOException {
        held(() -> {
            try (LoadService service = LoadService.start("127.0.0.1", 0)) {
                Outcome outcome = generator.run(Order.closed(service.port(), "/json/64?delay=50", 8, HALF));
                // Eight at a time and no faster than one in 50 ms each; how much slower is the machine's affair.
                assertThat(outcome.answered()).isBetween(16L, 8 * 11L);
                assertThat(outcome.millis(0)).isGreaterThanOrEqualTo(50);
            }
        });
    }

    @Test
    void counts_what_is_not_answered_well_as_failed() throws IOException {
        held(() -> {
            try (LoadService service = LoadService.start("127.0.0.1", 0)) {
                Outcome outcome = generator.run(Order.open(service.port(), "/fail", 200, 150, HALF));
                assertThat(outcome.failed()).isEqualTo(outcome.answered()).isBetween(90L, 110L);
                assertThat(outcome.errorShare()).isEqualTo(1);
            }
        });
    }

    @Test
    void counts_what_came_due_while_all_connections_were_taken() throws IOException {
        held(() -> {
            try (LoadService service = LoadService.start("127.0.0.1", 0)) {
                Outcome outcome = generator.run(Order.open(service.port(), "/json/64?delay=300", 200, 10, HALF));
                assertThat(outcome.unsent()).isGreaterThan(50);
                assertThat(outcome.answered() + outcome.unsent()).isBetween(90L, 110L);
            }
        });
    }

    /** No coordinated omission: whatever came due while the service stood still waited, and is counted as having waited. */
    @Test
    void a_service_that_stands_still_shows_in_the_percentiles() throws IOException {
        held(() -> {
            try (StallingService service = StallingService.start(100, Duration.ofMillis(500))) {
                Outcome outcome = generator.run(Order.open(service.port(), "/", 300, 300, SECOND));
                assertThat(outcome.unsent()).isZero();
                long waited = outcome.latency()
                        .getCountBetweenValues(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.SECONDS.toNanos(100));
                // Of the 150 that came due meanwhile, 120 had 100 ms or more still to wait. A closed loop would
                // have seen one.
                assertThat(waited).isGreaterThanOrEqualTo(100);
                assertThat(outcome.millis(100)).isGreaterThanOrEqualTo(450);
            }
        });
    }
}
