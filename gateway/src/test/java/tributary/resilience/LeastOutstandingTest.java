package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tributary.resilience.LeastOutstanding.Turn;

class LeastOutstandingTest {
    private final FakeTicker ticker = new FakeTicker();

    private LeastOutstanding targets(int count) {
        return new LeastOutstanding(count, Duration.ofSeconds(10), Duration.ofSeconds(10), ticker, new Random(5));
    }

    /** So many attempts one after the other, of which those at {@code dead} fail; how many went where. */
    private static int[] run(LeastOutstanding balancer, int targets, int dead, int attempts) {
        int[] met = new int[targets];
        for (int i = 0; i < attempts; i++) {
            try (Turn turn = balancer.next()) {
                met[turn.target()]++;
                if (turn.target() == dead) {
                    turn.failed();
                } else {
                    turn.succeeded();
                }
            }
        }
        return met;
    }

    @Test
    void those_with_fewer_running_come_first_and_equals_at_random() {
        LeastOutstanding balancer = targets(3);
        List<Turn> running = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            running.add(balancer.next());
        }
        assertThat(balancer.outstanding(0)).isEqualTo(10);
        assertThat(balancer.outstanding(1)).isEqualTo(10);
        running.forEach(Turn::close);
        running.forEach(Turn::close);
        assertThat(balancer.outstanding(0) + balancer.outstanding(1) + balancer.outstanding(2))
                .isZero();
        assertThat(Arrays.stream(run(balancer, 3, -1, 3000))).allMatch(count -> count > 900);
    }

    @Test
    void a_clock_set_back_and_forth_keeps_no_target_out() {
        LeastOutstanding balancer = targets(2);
        for (int hours : new int[] {-1, 5, -48, 1}) {
            assertThat(run(balancer, 2, 0, 100)[1]).isGreaterThan(80);
            ticker.advanceMillis(hours * 3_600_000L);
            assertThat(balancer.ejected(0)).as("after %d hours", hours).isFalse();
            run(balancer, 2, -1, 200);
            ticker.advanceMillis(11_000);
            assertThat(run(balancer, 2, -1, 200)[0]).isGreaterThan(60);
        }
    }

    @Test
    void a_slow_target_gets_less() {
        LeastOutstanding balancer = targets(2);
        List<Turn> hanging = new ArrayList<>();
        int atSlow = 0;
        for (int i = 0; i < 1000; i++) {
            Turn turn = balancer.next();
            if (turn.target() == 0) {
                atSlow++;
                hanging.add(turn);
            } else {
                turn.close();
            }
            if (i % 100 == 99) {
                hanging.forEach(Turn::close);
                hanging.clear();
            }
        }
        assertThat(atSlow).isBetween(5, 20);
    }

    @Test
    void a_dead_target_fails_five_then_none_then_one_each_time_it_comes_back() {
        LeastOutstanding balancer = targets(3);
        assertThat(run(balancer, 3, 1, 1000)[1]).isEqualTo(5);
        ticker.advanceMillis(9_999);
        assertThat(run(balancer, 3, 1, 1000)[1]).isZero();
        ticker.advanceMillis(1);
        assertThat(balancer.ejected(1)).isFalse();
        // One after the other its tenth of a weight never wins: it needs others to be busy.
        List<Turn> busy = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            busy.add(balancer.next());
        }
        assertThat(balancer.outstanding(1)).isEqualTo(1);
        busy.stream().filter(turn -> turn.target() == 1).forEach(Turn::failed);
        busy.forEach(Turn::close);
        assertThat(balancer.ejected(1)).isTrue();
        ticker.advanceMillis(19_999);
        assertThat(balancer.ejected(1)).as("twice as long").isTrue();
        ticker.advanceMillis(1);
        assertThat(balancer.ejected(1)).isFalse();
    }

    @Test
    void what_comes_back_gets_its_share_gradually() {
        LeastOutstanding balancer = targets(2);
        run(balancer, 2, 1, 100);
        ticker.advanceMillis(10_000);
        List<Integer> shares = new ArrayList<>();
        for (int second = 0; second <= 10; second += 5) {
            List<Turn> running = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                running.add(balancer.next());
            }
            shares.add(balancer.outstanding(1));
            running.forEach(Turn::succeeded);
            running.forEach(Turn::close);
            ticker.advanceMillis(5_000);
        }
        assertThat(shares.get(0)).isBetween(4, 7);
        assertThat(shares.get(1)).isBetween(18, 22);
        assertThat(shares.get(2)).isEqualTo(30);
    }

    @Test
    void the_last_one_is_never_set_aside() {
        LeastOutstanding balancer = targets(2);
        for (int i = 0; i < 100; i++) {
            try (Turn turn = balancer.next()) {
                turn.failed();
            }
            assertThat(balancer.ejected(0) && balancer.ejected(1)).isFalse();
        }
        assertThat(balancer.ejected(0) || balancer.ejected(1)).isTrue();
        LeastOutstanding alone = targets(1);
        assertThat(run(alone, 1, 0, 100)).containsExactly(100);
        assertThat(alone.ejected(0)).isFalse();
    }

    @Test
    void a_second_attempt_avoids_where_the_first_failed_unless_there_is_no_other() {
        LeastOutstanding balancer = targets(2);
        for (int i = 0; i < 50; i++) {
            try (Turn first = balancer.next();
                    Turn second = balancer.next(first.target())) {
                assertThat(second.target()).isNotEqualTo(first.target());
            }
        }
        run(balancer, 2, 0, 100);
        assertThat(balancer.ejected(0)).isTrue();
        try (Turn second = balancer.next(1)) {
            assertThat(second.target())
                    .as("better the one that failed than one set aside")
                    .isEqualTo(1);
        }
    }

    @Test
    void cancelled_attempts_count_as_neither() {
        LeastOutstanding balancer = targets(2);
        for (int i = 0; i < 100; i++) {
            balancer.next().close();
        }
        assertThat(balancer.ejected(0) || balancer.ejected(1)).isFalse();
    }

    @Test
    void the_same_seed_gives_the_same_choices() {
        assertThat(run(targets(5), 5, 2, 500)).isEqualTo(run(targets(5), 5, 2, 500));
    }
}
