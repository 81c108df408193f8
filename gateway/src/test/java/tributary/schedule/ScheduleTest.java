package tributary.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.schedule.Periodic.Result;
import tributary.schedule.Periodic.Work;

@Timeout(30)
class ScheduleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTime time = new FakeTime();
    private final Schedule schedule = new Schedule(time.timing());
    private final List<Long> begun = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        schedule.close();
        assertThat(schedule.states()).isEmpty();
    }

    private Running every(Duration every, Work work) {
        return schedule.begin(new Periodic("work", Rhythm.every(every), () -> {
            begun.add(time.nanos() / 1_000_000);
            return work.run();
        }));
    }

    @Test
    void runs_at_once_and_then_in_even_distances() throws Exception {
        Running running = every(SECOND, () -> Result.DONE);
        time.advance(Duration.ofMillis(2500), 1);
        assertThat(begun).containsExactly(0L, 1000L, 2000L);
        assertThat(running.state())
                .isEqualTo(new RunState(
                        "work",
                        3,
                        0,
                        0,
                        null,
                        FakeTime.START.plusSeconds(2),
                        Duration.ZERO,
                        FakeTime.START.plusSeconds(3)));
    }

    @Test
    void leaves_out_beginnings_that_a_long_run_has_missed() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Running running = every(SECOND, () -> {
            if (runs.incrementAndGet() == 1) {
                time.pass(Duration.ofMillis(2300));
            }
            return Result.DONE;
        });
        time.advance(SECOND, 1);
        assertThat(begun).containsExactly(0L, 3000L);
        assertThat(running.state().done()).isEqualTo(2);
    }

    @Test
    void a_time_of_the_clock_comes_soon_after_the_clock_was_set_forward() throws Exception {
        AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
        InstantSource wall = () -> FakeTime.START.plusNanos(time.nanos()).plus(set.get());
        Timing real = time.timing();
        Rhythm hourly =
                Rhythm.at(after -> after.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS), Duration.ZERO, wall);
        try (Schedule byWall = new Schedule(new Timing(real.ticker(), wall, real.sleep(), real.random()))) {
            byWall.begin(new Periodic("hourly", hourly, () -> {
                begun.add(time.nanos() / 1_000_000);
                return Result.DONE;
            }));
            time.advance(Duration.ofMinutes(10), 1);
            assertThat(begun).isEmpty();
            // As when the machine has slept, or its clock was wrong.
            set.set(Duration.ofHours(5));
            time.advance(Duration.ofMinutes(1), 1);
            assertThat(begun).containsExactly(630_000L);
            time.advance(Duration.ofMinutes(50), 1);
            assertThat(begun).containsExactly(630_000L, 3_600_000L);
        }
    }

    @Test
    void differs_from_the_distance_by_a_tenth_at_most() {
        Random random = new Random(7);
        Rhythm rhythm = Rhythm.every(SECOND);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waits.add(rhythm.next(Duration.ofMillis(200), random).toMillis());
        }
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(700L, 900L));
        assertThat(waits).anyMatch(wait -> wait < 720).anyMatch(wait -> wait > 880);
        assertThat(rhythm.next(Duration.ofSeconds(7), random)).isBetween(Duration.ZERO, SECOND);
    }

    @Test
    void tells_how_runs_ended() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Running running = every(SECOND, () -> {
            time.pass(Duration.ofMillis(30));
            return runs.incrementAndGet() % 3 == 0 ? Result.DONE : new Result.Failed("run " + runs.get());
        });
        time.advance(Duration.ofMillis(1500), 1);
        assertThat(running.state().failedInRow()).isEqualTo(2);
        assertThat(running.state().failure()).isEqualTo("run 2");
        assertThat(running.state().lastTook()).isEqualTo(Duration.ofMillis(30));
        time.advance(SECOND, 1);
        assertThat(running.state().failedInRow()).isZero();
        assertThat(running.state().failure()).isNull();
        assertThat(running.state().failed()).isEqualTo(2);
        assertThat(running.state().done()).isEqualTo(1);
    }

    @Test
    void goes_on_after_a_run_that_throws() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Running running = every(SECOND, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
            }
            return Result.DONE;
        });
        time.awaitAsleep(1);
        assertThat(running.state().failure()).isEqualTo("internal-error");
        time.advance(SECOND, 1);
        assertThat(running.state().done()).isEqualTo(1);
    }

    @Test
    void one_that_hangs_delays_no_other_and_does_not_begin_twice() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicInteger others = new AtomicInteger();
        Running hanging = every(SECOND, () -> {
            hangs.countDown();
            released.await();
            return Result.DONE;
        });
        hangs.await();
        Running other = schedule.begin(new Periodic("other", Rhythm.every(SECOND), () -> {
            others.incrementAndGet();
            return Result.DONE;
        }));
        time.advance(Duration.ofMillis(5500), 1);
        assertThat(others).hasValue(6);
        assertThat(begun).containsExactly(0L);
        assertThat(hanging.state().nextRun()).isNull();
        assertThat(other.state().nextRun()).isEqualTo(FakeTime.START.plusSeconds(6));
        released.countDown();
        time.awaitAsleep(2);
        assertThat(hanging.state().done()).isEqualTo(1);
    }

    @Test
    void closing_interrupts_the_run_that_goes_on_and_waits_for_it() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicBoolean tidied = new AtomicBoolean();
        Running running = every(SECOND, () -> {
            try {
                hangs.countDown();
                boolean _ = new CountDownLatch(1).await(1, TimeUnit.HOURS);
                return Result.DONE;
            } finally {
                tidied.set(true);
            }
        });
        hangs.await();
        running.close();
        assertThat(tidied).isTrue();
        assertThat(running.state().done() + running.state().failed()).isZero();
        assertThat(schedule.states()).isEmpty();
    }

    @Test
    void work_that_swallows_the_interrupt_does_not_begin_again() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        Running running = schedule.begin(new Periodic("stubborn", new AtOnce(), () -> {
            hangs.countDown();
            try {
                boolean _ = new CountDownLatch(1).await(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                return new Result.Failed("interrupted");
            }
            return Result.DONE;
        }));
        hangs.await();
        running.close();
        assertThat(running.state().failed()).isEqualTo(1);
    }

    private record AtOnce() implements Rhythm {
        @Override
        public Duration first(RandomGenerator random) {
            return Duration.ZERO;
        }

        @Override
        public Duration next(Duration took, RandomGenerator random) {
            return Duration.ZERO;
        }
    }

    @Test
    void a_name_is_free_again_once_its_work_has_ended() throws Exception {
        Running first = every(SECOND, () -> Result.DONE);
        assertThatThrownBy(() -> every(SECOND, () -> Result.DONE)).hasMessage("work runs already");
        first.close();
        Running second = every(SECOND, () -> Result.DONE);
        // Closing what is no longer there takes nothing away.
        first.close();
        time.awaitAsleep(1);
        assertThat(schedule.states()).containsExactly(second.state());
    }

    @Test
    void nothing_begins_once_it_is_closed() {
        schedule.close();
        Running late = every(SECOND, () -> Result.DONE);
        late.close();
        assertThat(begun).isEmpty();
        assertThat(late.state().lastRun()).isNull();
        assertThat(schedule.states()).isEmpty();
    }

    @Test
    void a_hurried_run_begins_at_once_and_only_once() throws Exception {
        Running running = every(SECOND, () -> Result.DONE);
        time.awaitAsleep(1);
        time.pass(Duration.ofMillis(300));
        running.hurry();
        while (begun.size() < 2) {
            Thread.onSpinWait();
        }
        time.advance(Duration.ofMillis(1500), 1);
        assertThat(begun).containsExactly(0L, 300L, 1300L);
    }

    @Test
    void a_run_that_is_hurried_while_one_goes_on_follows_it() throws Exception {
        CountDownLatch begins = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Running running = every(SECOND, () -> {
            if (runs.incrementAndGet() == 1) {
                begins.countDown();
                goesOn.await();
            }
            return Result.DONE;
        });
        begins.await();
        running.hurry();
        running.hurry();
        goesOn.countDown();
        time.awaitAsleep(1);
        assertThat(begun).containsExactly(0L, 0L);
    }

    @Test
    void keeps_its_beat_however_late_each_run_begins() {
        Random random = new Random(5);
        Rhythm rhythm = Rhythm.every(SECOND, Duration.ofMillis(200));
        Duration now = rhythm.first(random);
        assertThat(now).isZero();
        Duration took = Duration.ofMillis(3);
        for (int i = 0; i < 1000; i++) {
            assertThat(now.minusSeconds(i)).as("run " + i).isBetween(Duration.ZERO, Duration.ofMillis(200));
            now = now.plus(took).plus(rhythm.next(took, random));
        }
        Rhythm even = Rhythm.every(SECOND, Duration.ZERO);
        assertThat(even.first(random)).isZero();
        assertThat(even.next(Duration.ofMillis(2300), random)).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void a_time_of_the_clock_comes_once_though_the_clock_lags() {
        AtomicReference<Instant> now = new AtomicReference<>(FakeTime.START.plusMillis(500));
        Rhythm rhythm =
                Rhythm.at(after -> after.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60), Duration.ZERO, now::get);
        Random random = new Random(1);
        assertThat(rhythm.first(random)).isEqualTo(Duration.ofMillis(59_500));
        now.set(FakeTime.START.plusMillis(59_990));
        assertThat(rhythm.next(Duration.ZERO, random)).isEqualTo(Duration.ofMillis(60_010));
        now.set(FakeTime.START.minusSeconds(3600));
        assertThat(rhythm.next(Duration.ZERO, random)).as("set back").isEqualTo(Duration.ofSeconds(60));
    }
}
