package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private static final Deadline FAR = Deadline.after(Duration.ofSeconds(30), Ticker.SYSTEM);

    private static Deadline past() {
        return Deadline.after(Duration.ZERO, Ticker.SYSTEM);
    }

    @Test
    void grants_its_places_and_refuses_the_next_at_once() throws Exception {
        Bulkhead bulkhead = new Bulkhead(2, 0);
        assertThat(bulkhead.enter(FAR)).isTrue();
        assertThat(bulkhead.enter(FAR)).isTrue();
        assertThat(bulkhead.enter(FAR)).isFalse();
        bulkhead.leave();
        assertThat(bulkhead.enter(FAR)).isTrue();
        assertThat(bulkhead.present()).isEqualTo(2);
    }

    @Test
    void lets_as_many_wait_as_the_queue_holds_and_no_longer_than_the_deadline() throws Exception {
        Bulkhead bulkhead = new Bulkhead(1, 1);
        assertThat(bulkhead.enter(FAR)).isTrue();
        assertThat(bulkhead.enter(past())).isFalse();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting = threads.submit(() -> bulkhead.enter(FAR));
            while (bulkhead.present() < 2) {
                Thread.onSpinWait();
            }
            assertThat(bulkhead.enter(FAR)).isFalse();
            bulkhead.leave();
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        }
        bulkhead.leave();
        assertThat(bulkhead.present()).isZero();
    }

    @Test
    void with_fewer_places_lets_nobody_in_until_enough_have_left() throws Exception {
        Bulkhead bulkhead = new Bulkhead(3, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(bulkhead.enter(FAR)).isTrue();
        }
        bulkhead.resize(1, 5);
        assertThat(bulkhead.enter(past())).isFalse();
        bulkhead.leave();
        bulkhead.leave();
        assertThat(bulkhead.enter(past())).isFalse();
        bulkhead.leave();
        assertThat(bulkhead.enter(past())).isTrue();
        assertThat(bulkhead.enter(past())).isFalse();
        bulkhead.leave();
        assertThat(bulkhead.present()).isZero();
    }

    @Test
    void with_more_places_lets_those_in_who_wait() throws Exception {
        Bulkhead bulkhead = new Bulkhead(1, 2);
        assertThat(bulkhead.enter(FAR)).isTrue();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting = threads.submit(() -> bulkhead.enter(FAR));
            while (bulkhead.present() < 2) {
                Thread.onSpinWait();
            }
            bulkhead.resize(2, 0);
            assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(bulkhead.enter(FAR)).isFalse();
        bulkhead.resize(3, 0);
        assertThat(bulkhead.enter(FAR)).isTrue();
        assertThat(bulkhead.enter(FAR)).isFalse();
    }

    @Test
    void gives_up_a_waiting_place_when_interrupted() throws Exception {
        Bulkhead bulkhead = new Bulkhead(1, 5);
        assertThat(bulkhead.enter(FAR)).isTrue();
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                bulkhead.enter(FAR);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        while (bulkhead.present() < 2) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bulkhead.present()).isEqualTo(1);
    }

    @Test
    void never_lets_more_in_than_it_has_places_for() throws Exception {
        Bulkhead bulkhead = new Bulkhead(3, 50);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int admitted = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> visits = Collections.nCopies(1000, () -> {
                if (!bulkhead.enter(FAR)) {
                    return false;
                }
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                LockSupport.parkNanos(1_000);
                inside.decrementAndGet();
                bulkhead.leave();
                return true;
            });
            for (Future<Boolean> visit : threads.invokeAll(visits)) {
                admitted += visit.get() ? 1 : 0;
            }
        }
        assertThat(admitted).isPositive();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(bulkhead.present()).isZero();
    }
}
