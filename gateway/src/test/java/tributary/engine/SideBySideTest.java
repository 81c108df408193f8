package tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SideBySideTest {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void runs_each_once(int count) throws Exception {
        AtomicInteger bits = new AtomicInteger();
        SideBySide.run(count, number -> {
            bits.getAndAdd(1 << number);
            return false;
        });
        assertThat(bits).hasValue((1 << count) - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void one_that_decides_ends_the_others_and_leaves_no_interrupt(int decider) throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(2);
        SideBySide.run(3, number -> {
            if (number == decider) {
                assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
                return true;
            }
            waiting.countDown();
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
            return false;
        });
        assertThat(interrupted).hasValue(2);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void one_that_decides_before_the_first_has_begun_or_after_it_has_ended_leaves_no_interrupt(int decider)
            throws Exception {
        for (int i = 0; i < 500; i++) {
            SideBySide.run(2, number -> number == decider);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** The two ends fall into the same moment only now and then, hence so many rounds. */
    @Test
    void one_that_decides_while_the_first_ends_is_not_forgotten() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            AtomicBoolean first = new AtomicBoolean();
            AtomicInteger spins = new AtomicInteger(i % 200);
            SideBySide.run(2, number -> {
                if (number == 1) {
                    first.set(true);
                    return true;
                }
                while (!first.get()) {
                    Thread.onSpinWait();
                }
                while (spins.getAndDecrement() > 0) {
                    Thread.onSpinWait();
                }
                return false;
            });
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void an_interrupt_from_outside_ends_all_of_them(int count) throws Exception {
        CountDownLatch waiting = new CountDownLatch(count);
        AtomicInteger interrupted = new AtomicInteger();
        AtomicBoolean thrown = new AtomicBoolean();
        Thread owner = Thread.ofVirtual().start(() -> {
            try {
                SideBySide.run(count, _ -> {
                    waiting.countDown();
                    try {
                        NEVER.await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                    return false;
                });
            } catch (InterruptedException e) {
                thrown.set(true);
            }
        });
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        owner.interrupt();
        owner.join();
        assertThat(thrown).isTrue();
        assertThat(interrupted).hasValue(count);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_bug_in_one_ends_the_others_and_is_told(int bug) {
        assertThatThrownBy(() -> SideBySide.run(2, number -> {
                    if (number == bug) {
                        throw new IllegalStateException("bug");
                    }
                    NEVER.await();
                    return false;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasStackTraceContaining("bug");
    }
}
