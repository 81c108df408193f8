package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tributary.resilience.ByteBudget.Reservation;

class ByteBudgetTest {
    @Test
    void what_matters_is_the_last_to_find_none() {
        ByteBudget budget = new ByteBudget(1000);
        try (Reservation bulk = budget.open(Priority.BULK);
                Reservation normal = budget.open(Priority.DEFAULT);
                Reservation critical = budget.open(Priority.CRITICAL)) {
            assertThat(bulk.grow(751)).isFalse();
            assertThat(bulk.grow(750)).isTrue();
            assertThat(normal.grow(151)).isFalse();
            assertThat(normal.grow(100)).isTrue();
            assertThat(normal.grow(50)).isTrue();
            assertThat(critical.grow(101)).isFalse();
            assertThat(critical.grow(100)).isTrue();
            assertThat(budget.held()).isEqualTo(1000);
        }
        assertThat(budget.held()).isZero();
    }

    @Test
    void no_announced_length_overflows_it() {
        ByteBudget budget = new ByteBudget(1000);
        try (Reservation one = budget.open(Priority.CRITICAL)) {
            assertThat(one.grow(10)).isTrue();
            assertThat(one.grow(Long.MAX_VALUE)).isFalse();
            assertThat(budget.held()).isEqualTo(10);
        }
    }

    @Test
    void closing_twice_gives_back_once() {
        ByteBudget budget = new ByteBudget(1000);
        Reservation other = budget.open(Priority.CRITICAL);
        assertThat(other.grow(5)).isTrue();
        Reservation one = budget.open(Priority.CRITICAL);
        assertThat(one.grow(10)).isTrue();
        one.close();
        one.close();
        assertThat(budget.held()).isEqualTo(5);
        other.close();
    }

    @Test
    void many_threads_never_hold_more_and_end_with_nothing() throws Exception {
        ByteBudget budget = new ByteBudget(1000);
        AtomicBoolean beyond = new AtomicBoolean();
        List<Callable<Integer>> work = new ArrayList<>(Collections.nCopies(200, () -> {
            Random random = new Random(Thread.currentThread().threadId());
            int granted = 0;
            for (int i = 0; i < 200; i++) {
                try (Reservation body = budget.open(Priority.CRITICAL)) {
                    granted += body.grow(random.nextInt(400)) ? 1 : 0;
                    granted += body.grow(random.nextInt(400)) ? 1 : 0;
                    if (budget.held() > 1000) {
                        beyond.set(true);
                    }
                }
            }
            return granted;
        }));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : threads.invokeAll(work)) {
                assertThat(each.get()).isPositive();
            }
        }
        assertThat(beyond).isFalse();
        assertThat(budget.held()).isZero();
    }
}
