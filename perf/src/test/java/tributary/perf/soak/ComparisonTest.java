package tributary.perf.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What stays behind is seen, and named. */
class ComparisonTest {
    private static Standing standing(int calls, int clientConnections, long files, long heap, Threads threads) {
        return new Standing(0, calls, 0, SoakConfiguration.SERVICES, clientConnections, 10, files, heap, threads, DONE);
    }

    private static final Unfinished DONE = new Unfinished(0, 0, 0, 0, 0, 3, 1 << 20);
    private static final Threads NONE = new Threads(List.of());

    @Test
    void what_is_as_it_was_is_back() {
        assertThat(new Comparison(standing(0, 0, 50, 1 << 20, NONE), standing(0, 0, 50, 2 << 20, NONE)).holds())
                .isTrue();
    }

    @Test
    void a_call_a_connection_a_file_or_memory_is_missed() {
        Standing before = standing(0, 0, 50, 1 << 20, NONE);

        assertThat(new Comparison(before, standing(1, 0, 50, 1 << 20, NONE)).isQuiet())
                .isFalse();
        assertThat(new Comparison(before, standing(0, 1, 50, 1 << 20, NONE)).isQuiet())
                .isFalse();
        assertThat(new Comparison(before, standing(0, 0, 90, 1 << 20, NONE)).isQuiet())
                .isFalse();
        assertThat(new Comparison(before, standing(0, 0, 50, 64 << 20, NONE)).holds())
                .isFalse();
    }

    @Test
    void a_virtual_thread_that_stays_is_shown_with_its_stack() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Threads before = Threads.now();
        Thread leaked = Thread.ofVirtual().name("leaked").start(() -> stay(started, end));
        started.await();
        try {
            Comparison comparison =
                    new Comparison(standing(0, 0, 50, 1 << 20, before), standing(0, 0, 50, 1 << 20, Threads.now()));

            assertThat(comparison.isQuiet()).isFalse();
            assertThat(String.join("\n", comparison.lines()))
                    .contains("virtual threads", "NOT BACK", "virtual thread leaked", "ComparisonTest.stay");
        } finally {
            end.countDown();
            leaked.join();
        }
    }

    private static void stay(CountDownLatch started, CountDownLatch end) {
        started.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
