package tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

class PartsWaitingTest {
    private final PartsWaiting parts = new PartsWaiting();
    private final Beside beside = new Beside(3, parts, () -> {});
    private final CountDownLatch all = new CountDownLatch(3);

    /** Takes the first when all are there, as one does who writes to a slow client. */
    private class Slow implements Beside.Owner {
        final List<Integer> lengths = new ArrayList<>();

        @Override
        public void take(int number) {
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            lengths.add(parts.now());
        }

        @Override
        public void silence() {}

        @Override
        public int waiting(Audience.Wait<Integer> wait) throws InterruptedException {
            return wait.run();
        }
    }

    private void run(Slow owner) throws InterruptedException {
        beside.run(
                3,
                number -> {
                    beside.handOver(number);
                    all.countDown();
                    return false;
                },
                Deadline.after(Duration.ofSeconds(30), Ticker.SYSTEM),
                Duration.ofSeconds(30).toNanos(),
                owner);
    }

    @Test
    void what_is_there_and_not_taken_is_counted() throws Exception {
        Slow owner = new Slow();
        run(owner);
        assertThat(owner.lengths).containsExactly(2, 1, 0);
        assertThat(parts.now()).isZero();
    }

    @Test
    void what_is_never_taken_is_not_counted_for_ever() {
        Slow gone = new Slow() {
            @Override
            public void take(int number) {
                super.take(number);
                throw new IllegalStateException("the client is gone");
            }
        };
        assertThatThrownBy(() -> run(gone)).hasMessage("the client is gone");
        assertThat(parts.now()).isZero();
    }
}
