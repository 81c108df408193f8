package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final FakeTicker ticker = new FakeTicker();

    private ShareBudget share(double share, double floor) {
        return new ShareBudget(share, floor, Duration.ofSeconds(10), ticker);
    }

    private static int taken(ShareBudget budget, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += budget.tryTake() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void a_fifth_of_ten_thousand_requests_and_three_besides() {
        ShareBudget budget = share(0.2, 0.3);
        assertThat(taken(budget, 10)).isEqualTo(3);
        for (int i = 0; i < 10_000; i++) {
            budget.request();
        }
        assertThat(taken(budget, 10_000)).isEqualTo(2000);
    }

    @Test
    void requests_and_what_was_granted_are_forgotten_after_the_window() {
        ShareBudget budget = share(0.2, 0);
        for (int i = 0; i < 10; i++) {
            budget.request();
        }
        assertThat(taken(budget, 5)).isEqualTo(2);
        ticker.advanceMillis(9_000);
        assertThat(taken(budget, 5)).isZero();
        for (int i = 0; i < 10; i++) {
            budget.request();
        }
        assertThat(taken(budget, 5)).isEqualTo(2);
        ticker.advanceMillis(1_000);
        assertThat(taken(budget, 5))
                .as("the first ten are forgotten, with their two")
                .isZero();
        ticker.advanceMillis(100_000);
        assertThat(taken(budget, 5)).isZero();
    }

    @Test
    void another_share_counts_the_same_requests_and_grants() {
        ShareBudget fifth = share(0.2, 0);
        for (int i = 0; i < 10; i++) {
            fifth.request();
        }
        assertThat(taken(fifth, 5)).isEqualTo(2);
        ShareBudget half = fifth.withShare(0.5);
        assertThat(taken(half, 5)).isEqualTo(3);
        assertThat(taken(fifth, 5)).isZero();
    }

    @Test
    void a_clock_set_back_and_forth_neither_grants_more_nor_ends_all_grants() {
        ShareBudget budget = share(0.2, 0);
        int granted = 0;
        for (int round = 0; round < 20; round++) {
            ticker.advanceMillis(round % 2 == 0 ? -3_600_000 : 3_600_000);
            for (int i = 0; i < 50; i++) {
                budget.request();
                granted += taken(budget, 1);
            }
        }
        assertThat(granted).isBetween(190, 200);
    }

    @Test
    void hedges_get_one_in_twenty() {
        ShareBudget budget = ShareBudget.forHedges(0.05, ticker);
        int hedges = 0;
        for (int i = 0; i < 1000; i++) {
            budget.request();
            ticker.advanceMillis(1);
            hedges += budget.tryTake() ? 1 : 0;
        }
        assertThat(hedges).isEqualTo(50);
    }

    @Test
    void at_most_the_share_and_a_floor_for_each_window_in_any_history() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ShareBudget budget = share(0.2, 0.3);
            int requests = 0;
            int granted = 0;
            long passed = 0;
            for (int step = 0; step < 3000; step++) {
                long millis = random.nextBoolean() ? random.nextInt(40) : 0;
                ticker.advanceMillis(millis);
                passed += millis;
                if (random.nextInt(4) == 0) {
                    budget.request();
                    requests++;
                } else {
                    granted += budget.tryTake() ? 1 : 0;
                }
                // A window ends up to a tenth early.
                assertThat((double) granted)
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(0.2 * requests + 3 * (1 + Math.floor(passed / 9_000.0)) + 1e-6);
            }
        }
    }

    @Test
    void retries_stop_while_half_the_tokens_are_gone() {
        RetryThrottle throttle = new RetryThrottle(10, 0.1);
        for (int i = 0; i < 4; i++) {
            throttle.failed();
            assertThat(throttle.open()).isTrue();
        }
        throttle.failed();
        assertThat(throttle.open()).as("exactly half is not more than half").isFalse();
        throttle.succeeded();
        assertThat(throttle.open()).isTrue();
    }

    @Test
    void a_dead_service_costs_no_more_than_ten_tokens_and_a_well_one_saves_no_more() {
        RetryThrottle throttle = new RetryThrottle(10, 0.5);
        for (int i = 0; i < 1000; i++) {
            throttle.failed();
        }
        for (int i = 0; i < 10; i++) {
            throttle.succeeded();
        }
        assertThat(throttle.open()).isFalse();
        throttle.succeeded();
        assertThat(throttle.open()).isTrue();
        for (int i = 0; i < 1000; i++) {
            throttle.succeeded();
        }
        for (int i = 0; i < 5; i++) {
            throttle.failed();
        }
        assertThat(throttle.open()).isFalse();
    }

    @Test
    void a_service_dead_for_ten_seconds_meets_few_retries() {
        RetryBudget budget = RetryBudget.of(0.2, ticker);
        int retries = 0;
        for (int i = 0; i < 1000; i++) {
            budget.request();
            budget.failed();
            retries += budget.tryRetry() ? 1 : 0;
            ticker.advanceMillis(10);
        }
        assertThat(retries).isBetween(1, 4);
    }

    @Test
    void backs_off_within_base_doubled_and_cap() {
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(100));
        long[] bounds = {10, 10, 20, 40, 80, 100, 100};
        Random random = new Random(1);
        for (int retry = 0; retry < bounds.length; retry++) {
            long most = 0;
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 2000; i++) {
                long nanos = backoff.nanos(retry, random);
                most = Math.max(most, nanos);
                least = Math.min(least, nanos);
            }
            long bound = bounds[retry] * 1_000_000;
            assertThat(most).as("retry %d", retry).isBetween(bound * 95 / 100, bound);
            assertThat(least).as("retry %d", retry).isBetween(0L, bound * 5 / 100);
        }
        assertThat(backoff.nanos(Integer.MAX_VALUE, random)).isBetween(0L, 100_000_000L);
    }

    @Test
    void a_cap_of_centuries_does_not_overflow() {
        Backoff backoff = new Backoff(Duration.ofDays(300), Duration.ofDays(365 * 200));
        for (int retry = 1; retry < 100; retry++) {
            assertThat(backoff.nanos(retry, new Random(retry)))
                    .isBetween(0L, Duration.ofDays(365 * 200).toNanos());
        }
    }
}
