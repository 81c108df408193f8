package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tributary.resilience.Alarms.Alarm;

class AlarmsTest {
    private final Set<Thread> before = wheels();
    private final Alarms alarms = Alarms.start(Ticker.SYSTEM);

    private static Set<Thread> wheels() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("alarms"))
                .collect(Collectors.toSet());
    }

    @AfterEach
    void end() {
        alarms.close();
    }

    private static final class Bell extends Alarm {
        private final CountDownLatch rung = new CountDownLatch(1);
        private final AtomicInteger times = new AtomicInteger();
        private volatile long at;

        @Override
        protected void ring() {
            at = Ticker.SYSTEM.nanos();
            times.incrementAndGet();
            rung.countDown();
        }

        void await() throws InterruptedException {
            assertThat(rung.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Deadline in(Duration time) {
        return Deadline.after(time, Ticker.SYSTEM);
    }

    @Test
    void rings_once_and_never_early() throws Exception {
        for (int millis : new int[] {0, 1, 3, 20, 1_500}) {
            Bell bell = new Bell();
            Deadline deadline = in(Duration.ofMillis(millis));
            alarms.set(bell, deadline);
            bell.await();
            assertThat(bell.at - deadline.atNanos())
                    .as("early by, after " + millis)
                    .isNotNegative();
            assertThat(alarms.clear(bell)).isFalse();
            assertThat(bell.times).hasValue(1);
        }
    }

    @Test
    void rings_at_once_where_the_time_has_passed() throws Exception {
        Bell bell = new Bell();
        alarms.set(bell, in(Duration.ofHours(-1)));
        bell.await();
    }

    @Test
    void does_not_ring_once_cleared() throws Exception {
        FakeTicker ticker = new FakeTicker();
        try (Alarms onIt = Alarms.start(ticker)) {
            Bell cleared = new Bell();
            onIt.set(cleared, Deadline.after(Duration.ofMillis(30), ticker));
            assertThat(onIt.clear(cleared)).isTrue();
            Bell later = new Bell();
            onIt.set(later, Deadline.after(Duration.ofMillis(60), ticker));
            ticker.advanceMillis(100);
            later.await();
            assertThat(cleared.times).hasValue(0);
        }
    }

    @Test
    void one_that_was_never_set_is_clear() {
        assertThat(alarms.clear(new Bell())).isTrue();
    }

    @Test
    void may_be_set_again() throws Exception {
        Bell bell = new Bell();
        for (int i = 0; i < 100; i++) {
            alarms.set(bell, in(Duration.ofHours(i + 1)));
            assertThat(alarms.clear(bell)).isTrue();
        }
        alarms.set(bell, in(Duration.ofMillis(5)));
        bell.await();
        assertThat(bell.times).hasValue(1);
    }

    @Test
    void wakes_from_its_sleep() throws Exception {
        // Nothing set: the wheel stands still after a second, as its thread's state tells.
        Set<Thread> ours = wheels();
        ours.removeAll(before);
        Thread wheel = ours.iterator().next();
        while (wheel.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        Bell bell = new Bell();
        alarms.set(bell, in(Duration.ofMillis(10)));
        bell.await();
    }

    @Test
    void each_of_many_rings_or_is_cleared_and_never_both() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicLong wrong = new AtomicLong();
        AtomicLong rung = new AtomicLong();
        AtomicLong cleared = new AtomicLong();
        for (int t = 0; t < 8; t++) {
            Random random = new Random(t);
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    Bell bell = new Bell();
                    alarms.set(bell, in(Duration.ofNanos(random.nextInt(4_000_000))));
                    if (i % 10 == 0) {
                        LockSupport.parkNanos(1);
                    }
                    boolean inTime = i % 50 != 0 && alarms.clear(bell);
                    if (inTime) {
                        cleared.incrementAndGet();
                    } else {
                        try {
                            bell.await();
                        } catch (InterruptedException e) {
                            wrong.incrementAndGet();
                        }
                        rung.incrementAndGet();
                    }
                    if (bell.times.get() != (inTime ? 0 : 1)) {
                        wrong.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
        assertThat(rung.get()).isPositive();
        assertThat(cleared.get()).isPositive();
        assertThat(rung.get() + cleared.get()).isEqualTo(16_000);
    }
}
