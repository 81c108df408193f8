package tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

@Timeout(60)
class BesideTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long NO_HEARTBEAT = TimeUnit.HOURS.toNanos(1);

    /** Takes down what it is given. */
    private static class Notes implements Beside.Owner {
        final List<Integer> taken = new ArrayList<>();
        final AtomicInteger silences = new AtomicInteger();

        @Override
        public void take(int number) {
            taken.add(number);
        }

        @Override
        public void silence() {
            silences.incrementAndGet();
        }

        @Override
        public int waiting(Audience.Wait<Integer> wait) throws InterruptedException {
            return wait.run();
        }
    }

    private static Deadline in(Duration time) {
        return Deadline.after(time, Ticker.SYSTEM);
    }

    @Test
    void ends_the_tasks_when_nobody_is_there_any_more_though_the_owner_is_busy() throws Exception {
        Beside beside = new Beside(2, new PartsWaiting(), () -> {});
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        Notes notes = new Notes() {
            @Override
            public void take(int number) {
                busy.countDown();
                try {
                    assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError("the owner writes", e);
                }
                super.take(number);
            }

            @Override
            public boolean leavesWithin(long nanos) throws InterruptedException {
                return busy.await(nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public int waiting(Audience.Wait<Integer> wait) throws InterruptedException {
                if (cancelled.getCount() == 0) {
                    throw new IllegalStateException("nobody is there");
                }
                return super.waiting(wait);
            }
        };
        assertThatThrownBy(() -> beside.run(
                        2,
                        number -> {
                            if (number == 0) {
                                beside.handOver(number);
                                return false;
                            }
                            try {
                                Thread.sleep(LONG);
                                return false;
                            } finally {
                                cancelled.countDown();
                            }
                        },
                        in(LONG.plus(LONG)),
                        NO_HEARTBEAT,
                        notes))
                .hasMessage("nobody is there");
        assertThat(notes.taken).containsExactly(0);
    }

    @Test
    void gives_the_owner_all_that_is_handed_over() throws Exception {
        Beside beside = new Beside(3, new PartsWaiting(), () -> {});
        Notes notes = new Notes();
        beside.run(
                3,
                number -> {
                    beside.handOver(number);
                    return false;
                },
                in(LONG),
                NO_HEARTBEAT,
                notes);
        assertThat(notes.taken).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(notes.silences).hasValue(0);
    }

    /** What the owner is given where task 0 never ends, and 1 hands itself over and then tells whether it decides. */
    private static Notes besideOneThatHangs(Deadline deadline, BooleanSupplier decides) throws Exception {
        Beside beside = new Beside(2, new PartsWaiting(), () -> {});
        Notes notes = new Notes();
        CountDownLatch never = new CountDownLatch(1);
        beside.run(
                2,
                number -> {
                    if (number == 0) {
                        never.await();
                    }
                    beside.handOver(number);
                    return decides.getAsBoolean();
                },
                deadline,
                NO_HEARTBEAT,
                notes);
        return notes;
    }

    @Test
    void gives_what_the_deciding_task_hands_over_and_interrupts_the_others() throws Exception {
        assertThat(besideOneThatHangs(in(LONG), () -> true).taken).containsExactly(1);
    }

    @Test
    void ends_at_the_deadline_without_interrupting_the_owner() throws Exception {
        CountDownLatch handedOver = new CountDownLatch(1);
        // Nobody learns what time it is before that.
        Ticker late = () -> {
            try {
                handedOver.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 1;
        };
        Notes notes = besideOneThatHangs(new Deadline(0, late), () -> {
            handedOver.countDown();
            return false;
        });
        assertThat(notes.taken).containsExactly(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void tells_the_owner_that_nothing_comes() throws Exception {
        Beside beside = new Beside(1, new PartsWaiting(), () -> {});
        CountDownLatch heard = new CountDownLatch(3);
        Notes notes = new Notes() {
            @Override
            public void silence() {
                heard.countDown();
            }
        };
        beside.run(
                1,
                _ -> {
                    heard.await();
                    return false;
                },
                in(LONG),
                TimeUnit.MILLISECONDS.toNanos(2),
                notes);
        assertThat(heard.getCount()).isZero();
    }

    @Test
    void ends_all_tasks_when_the_owner_fails() {
        Beside beside = new Beside(2, new PartsWaiting(), () -> {});
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        Notes leaving = new Notes() {
            @Override
            public void take(int number) {
                throw new IllegalStateException("the client is gone");
            }
        };
        assertThatThrownBy(() -> beside.run(
                        2,
                        number -> {
                            if (number == 1) {
                                beside.handOver(number);
                                return false;
                            }
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                                throw e;
                            }
                            return false;
                        },
                        in(LONG),
                        NO_HEARTBEAT,
                        leaving))
                .hasMessage("the client is gone");
        assertThat(interrupted).hasValueLessThanOrEqualTo(1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void ends_all_tasks_when_the_owner_is_interrupted_while_it_waits() throws Exception {
        Beside beside = new Beside(1, new PartsWaiting(), () -> {});
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        Notes notes = new Notes() {
            @Override
            public int waiting(Audience.Wait<Integer> wait) throws InterruptedException {
                waits.countDown();
                return wait.run();
            }
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Thread[] owner = new Thread[1];
            Future<?> run = threads.submit(() -> {
                owner[0] = Thread.currentThread();
                assertThatThrownBy(() -> beside.run(
                                1,
                                _ -> {
                                    never.await();
                                    return false;
                                },
                                in(LONG),
                                NO_HEARTBEAT,
                                notes))
                        .isInstanceOf(InterruptedException.class);
                return null;
            });
            waits.await();
            owner[0].interrupt();
            run.get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void passes_on_a_mistake_in_a_task() {
        Beside beside = new Beside(1, new PartsWaiting(), () -> {});
        assertThatThrownBy(() -> beside.run(
                        1,
                        _ -> {
                            throw new IllegalArgumentException("a bug");
                        },
                        in(LONG),
                        NO_HEARTBEAT,
                        new Notes()))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("a bug");
    }
}
