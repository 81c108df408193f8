package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tributary.resilience.Quota.Decision;

class TokenBucketTest {
    private static final long DAY_MILLIS = 24 * 3600 * 1000L;
    private static final long YEARS_100_MILLIS = 100 * 365 * DAY_MILLIS;

    /** After {@code waitMillis} somebody asks for {@code cost}. */
    private record Row(long waitMillis, long cost, boolean granted, long remaining, long retryAfter, long reset) {}

    private static Row row(long waitMillis, long cost, boolean granted, long remaining, long retryAfter, long reset) {
        return new Row(waitMillis, cost, granted, remaining, retryAfter, reset);
    }

    private static void check(Quota quota, Row... rows) {
        FakeTicker ticker = new FakeTicker();
        TokenBucket bucket = new TokenBucket(quota, ticker);
        for (int i = 0; i < rows.length; i++) {
            ticker.advanceMillis(rows[i].waitMillis);
            Decision decision = bucket.take(rows[i].cost);
            Row met = row(
                    rows[i].waitMillis,
                    rows[i].cost,
                    decision.granted(),
                    decision.remaining(),
                    decision.retryAfterSeconds(),
                    decision.resetSeconds());
            assertThat(met).as("row %d", i).isEqualTo(rows[i]);
        }
    }

    private static Quota quota(long tokens, Duration period, long burst) {
        return Quota.of(tokens, period, burst);
    }

    @Test
    void grants_its_burst_at_once_and_then_its_rate() {
        check(
                quota(2, Duration.ofSeconds(1), 3),
                row(0, 1, true, 2, 0, 1),
                row(0, 1, true, 1, 0, 1),
                row(0, 1, true, 0, 0, 2),
                row(0, 1, false, 0, 1, 1),
                row(499, 1, false, 0, 1, 1),
                row(1, 1, true, 0, 0, 2),
                row(1000, 2, true, 0, 0, 2),
                row(1000, 3, false, 2, 1, 1),
                row(5000, 3, true, 0, 0, 2));
    }

    @Test
    void says_whole_seconds_that_are_true_when_obeyed() {
        check(
                quota(1, Duration.ofMinutes(1), 2),
                row(0, 2, true, 0, 0, 120),
                row(0, 1, false, 0, 60, 60),
                row(1, 1, false, 0, 60, 60),
                row(60_000, 1, true, 0, 0, 120),
                row(0, 2, false, 0, 120, 120),
                row(120_000, 2, true, 0, 0, 120));
    }

    @Test
    void a_cost_beyond_the_burst_takes_a_full_bucket() {
        check(
                quota(1, Duration.ofSeconds(1), 4),
                row(0, 9, true, 0, 0, 4),
                row(3000, 9, false, 3, 1, 1),
                row(1000, 9, true, 0, 0, 4));
    }

    @Test
    void a_clock_that_goes_back_adds_nothing_and_costs_a_full_bucket_at_most() {
        check(
                quota(1, Duration.ofSeconds(1), 4),
                row(0, 1, true, 3, 0, 1),
                row(-DAY_MILLIS, 1, false, 0, 1, 1),
                row(1000, 1, true, 0, 0, 4),
                row(-1, 1, false, 0, 1, 1),
                row(5000, 1, true, 3, 0, 1));
    }

    @Test
    void a_clock_that_goes_far_ahead_fills_the_bucket_and_no_more() {
        check(
                quota(1, Duration.ofSeconds(1), 2),
                row(0, 2, true, 0, 0, 2),
                row(YEARS_100_MILLIS, 2, true, 0, 0, 2),
                row(0, 1, false, 0, 1, 1),
                row(-YEARS_100_MILLIS, 1, false, 0, 1, 1),
                row(1000, 1, true, 0, 0, 2));
    }

    @Test
    void refuses_a_quota_that_makes_no_sense() {
        assertThatThrownBy(() -> new Quota(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Quota(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Quota(Long.MAX_VALUE / 2, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Any clock: what was granted is at most the burst and what the rate yields for all of the clock's way forward. */
    @Test
    void never_grants_more_than_burst_and_rate_whatever_the_clock_does() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            Quota quota = quota(1 + random.nextInt(5000), Duration.ofSeconds(1), 1 + random.nextInt(20));
            FakeTicker ticker = new FakeTicker();
            TokenBucket bucket = new TokenBucket(quota, ticker);
            double forwardNanos = 0;
            long granted = 0;
            for (int step = 0; step < 200; step++) {
                long by = random.nextLong(3 * quota.tokenNanos());
                boolean jump = random.nextInt(20) == 0;
                by = jump ? random.nextLong(-3_600_000_000_000L, 3_600_000_000_000L) : by;
                ticker.advanceNanos(by);
                forwardNanos += Math.max(by, 0);
                long cost = Math.min(random.nextInt(4), quota.burst());
                granted += bucket.take(cost).granted() ? cost : 0;
                assertThat((double) granted)
                        .as("seed %d step %d", seed, step)
                        .isLessThanOrEqualTo(quota.burst() + forwardNanos / quota.tokenNanos());
            }
        }
    }

    /** A steady clock, a greedy client: every window of the history keeps the bound, and nothing is lost but a rounding. */
    @Test
    void every_window_keeps_the_bound_and_greed_gets_all_of_it() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Quota quota = quota(1 + random.nextInt(3000), Duration.ofSeconds(1), 2 + random.nextInt(9));
            FakeTicker ticker = new FakeTicker();
            TokenBucket bucket = new TokenBucket(quota, ticker);
            List<Long> grants = new ArrayList<>();
            long now = 0;
            for (int step = 0; step < 300; step++) {
                long by = random.nextLong(quota.tokenNanos());
                ticker.advanceNanos(by);
                now += by;
                if (bucket.take(1).granted()) {
                    grants.add(now);
                }
            }
            // Less what came while the bucket was full, before the first step, and what has not been asked for yet.
            assertThat(grants.size() + 2L).isGreaterThanOrEqualTo(quota.burst() + now / quota.tokenNanos());
            for (int from = 0; from < grants.size(); from++) {
                for (int to = from; to < grants.size(); to++) {
                    long span = grants.get(to) - grants.get(from);
                    assertThat(to - from + 1L).isLessThanOrEqualTo(quota.burst() + span / quota.tokenNanos());
                }
            }
        }
    }

    @Test
    void the_announced_wait_suffices_and_a_nanosecond_less_does_not() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Quota quota = quota(1 + random.nextInt(5000), Duration.ofSeconds(1), 1 + random.nextInt(20));
            FakeTicker ticker = new FakeTicker();
            TokenBucket bucket = new TokenBucket(quota, ticker);
            bucket.take(quota.burst());
            ticker.advanceNanos(random.nextLong(quota.tokenNanos()));
            long cost = 1 + random.nextLong(quota.burst());
            Decision refused = bucket.take(cost);
            assertThat(refused.granted()).isFalse();
            ticker.advanceNanos(refused.waitNanos() - 1);
            assertThat(bucket.take(cost).granted()).isFalse();
            ticker.advanceNanos(1);
            assertThat(bucket.take(cost).granted()).isTrue();
        }
    }

    @Test
    void many_threads_together_get_what_one_would() throws Exception {
        AtomicLong clock = new AtomicLong();
        TokenBucket bucket = new TokenBucket(new Quota(10, 50), () -> clock.addAndGet(3));
        long granted = grantedToEightThreads(bucket);
        assertThat(granted).isBetween(clock.get() / 10 - 50, clock.get() / 10 + 50);
    }

    @Test
    void many_threads_on_a_clock_that_jumps_get_no_more_than_its_way_forward_yields() throws Exception {
        AtomicLong looks = new AtomicLong();
        // Three ahead at each look, and back by 900 at every 500th.
        Ticker jumping = () -> {
            long look = looks.incrementAndGet();
            return 3 * look - 900 * (look / 500);
        };
        TokenBucket bucket = new TokenBucket(new Quota(10, 50), jumping);
        long granted = grantedToEightThreads(bucket);
        assertThat(granted).isBetween(1L, 50 + 3 * looks.get() / 10);
    }

    private static long grantedToEightThreads(TokenBucket bucket) throws Exception {
        Callable<Long> client = () -> {
            long granted = 0;
            for (int n = 0; n < 20_000; n++) {
                granted += bucket.take(1).granted() ? 1 : 0;
            }
            return granted;
        };
        long granted = 0;
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<Long> each : threads.invokeAll(Collections.nCopies(8, client))) {
                granted += each.get();
            }
        }
        return granted;
    }
}
