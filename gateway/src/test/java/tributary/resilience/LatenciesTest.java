package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Latencies latencies = new Latencies(Duration.ofSeconds(6), ticker);

    private long p95() {
        return latencies.quantileNanos(0.95, 1, -1);
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    @Test
    void tells_what_it_is_told_to_while_it_knows_too_little() {
        assertThat(latencies.quantileNanos(0.95, 0, 7)).isEqualTo(7);
        latencies.add(millis(1));
        assertThat(latencies.quantileNanos(0.95, 2, 7)).isEqualTo(7);
        latencies.add(millis(1));
        assertThat(latencies.quantileNanos(0.95, 2, 7)).isBetween(millis(1), millis(1) * 17 / 16);
    }

    @Test
    void one_in_twenty_is_beyond_the_p95() {
        for (int i = 0; i < 190; i++) {
            latencies.add(millis(10));
        }
        for (int i = 0; i < 10; i++) {
            latencies.add(millis(1000));
        }
        assertThat(p95()).isBetween(millis(10), millis(11));
        latencies.add(millis(1000));
        assertThat(p95()).isBetween(millis(1000), millis(1063));
    }

    @Test
    void forgets_after_the_window() {
        latencies.add(millis(500));
        ticker.advanceMillis(3000);
        latencies.add(millis(5));
        assertThat(p95()).isGreaterThan(millis(499));
        ticker.advanceMillis(3000);
        assertThat(p95()).isBetween(millis(5), millis(6));
        ticker.advanceMillis(100_000);
        assertThat(p95()).isEqualTo(-1);
        latencies.add(millis(7));
        assertThat(p95()).isBetween(millis(7), millis(8));
    }

    @Test
    void what_is_out_of_range_counts_as_the_nearest_that_is_not() {
        latencies.add(-5);
        assertThat(p95()).isBetween(0L, 1000L);
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.quantileNanos(1, 1, -1))
                .isBetween(Duration.ofHours(18).toNanos(), Duration.ofHours(21).toNanos());
    }

    @Test
    void a_clock_that_goes_back_harms_nothing() {
        latencies.add(millis(5));
        ticker.advanceMillis(-3_600_000);
        latencies.add(millis(5));
        assertThat(p95()).isBetween(millis(5), millis(6));
    }

    @Test
    void buckets_follow_each_other_without_gap() {
        int last = 0;
        for (long micros = 0; micros < 100_000; micros++) {
            int bucket = Latencies.bucket(micros);
            assertThat(bucket).isBetween(last, last + 1);
            assertThat(Latencies.upperMicros(bucket)).isGreaterThan(micros);
            assertThat(Latencies.upperMicros(bucket) - 1).isLessThanOrEqualTo(micros + micros / 16);
            last = bucket;
        }
    }

    @Test
    void any_quantile_is_within_a_sixteenth_of_the_sorted_one() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Latencies many = new Latencies(Duration.ofSeconds(6), ticker);
            long[] sorted = new long[1 + random.nextInt(500)];
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = (long) Math.exp(random.nextDouble() * 14 + 7);
                many.add(sorted[i]);
            }
            Arrays.sort(sorted);
            double quantile = 0.01 + random.nextDouble() * 0.99;
            long exact = sorted[(int) Math.ceil(quantile * sorted.length) - 1];
            assertThat(many.quantileNanos(quantile, 1, -1))
                    .as("seed %d", seed)
                    .isBetween(exact, exact * 17 / 16 + 1000);
        }
    }
}
