package tributary.resilience;

import java.time.Duration;
import java.util.Arrays;

/**
 * Recent durations, of which any quantile can be told: those of the last {@code window}, to within a sixteenth above.
 *
 * <p>Durations are counted in buckets that grow with them, sixteen to each doubling, from 1 µs to 19 hours; what is shorter
 * or longer counts as that. Six slices of the window are kept, and the oldest is emptied when a new one begins, so a
 * duration is forgotten after between five and six sixths of the window. Memory is 15 KB, whatever comes.
 *
 * <p>Thread-safe: a lock is held for less than a microsecond. Allocates nothing after it was made. Source: HdrHistogram's
 * buckets.
 */
public final class Latencies {
    private static final int SLICES = 6;
    private static final int PER_DOUBLING_BITS = 4;
    private static final long MICRO = 1000;
    private static final long MOST_MICROS = (1L << 36) - 1;
    private static final int BUCKETS = bucket(MOST_MICROS) + 1;

    private final long sliceNanos;
    private final Ticker ticker;
    private final int[][] slices = new int[SLICES][BUCKETS];
    private final int[] sums = new int[BUCKETS];
    private long started;
    private long slice;
    private int count;

    public Latencies(Duration window, Ticker ticker) {
        this.sliceNanos = Math.max(window.toNanos() / SLICES, 1);
        this.ticker = ticker;
        this.started = ticker.nanos();
    }

    public synchronized void add(long nanos) {
        advance();
        int bucket = bucket(Math.clamp(nanos / MICRO, 0, MOST_MICROS));
        slices[(int) (slice % SLICES)][bucket]++;
        sums[bucket]++;
        count++;
    }

    /**
     * The duration that the share {@code quantile} of the recent ones did not exceed.
     *
     * @param quantile above 0, at most 1: 0.95 for the p95
     * @param fewest how many durations there must be to tell
     * @param otherwise what is told if there are fewer
     */
    public synchronized long quantileNanos(double quantile, int fewest, long otherwise) {
        advance();
        if (count < Math.max(fewest, 1)) {
            return otherwise;
        }
        long rank = (long) Math.ceil(quantile * count);
        int bucket = 0;
        for (long seen = sums[0]; seen < rank && bucket < BUCKETS - 1; seen += sums[bucket]) {
            bucket++;
        }
        return upperMicros(bucket) * MICRO;
    }

    private void advance() {
        long due = (ticker.nanos() - started) / sliceNanos;
        if (due - slice >= SLICES) {
            for (int[] each : slices) {
                Arrays.fill(each, 0);
            }
            Arrays.fill(sums, 0);
            count = 0;
            slice = due;
        }
        while (slice < due) {
            slice++;
            int[] oldest = slices[(int) (slice % SLICES)];
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                sums[bucket] -= oldest[bucket];
                count -= oldest[bucket];
                oldest[bucket] = 0;
            }
        }
    }

    /** The first 32 hold one value each; from there on the five highest bits of the value name the bucket. */
    static int bucket(long micros) {
        int shift = Math.max(Long.SIZE - Long.numberOfLeadingZeros(micros) - PER_DOUBLING_BITS - 1, 0);
        return (shift << PER_DOUBLING_BITS) + (int) (micros >> shift);
    }

    /** The first duration beyond this bucket. */
    static long upperMicros(int bucket) {
        int shift = Math.max((bucket >> PER_DOUBLING_BITS) - 1, 0);
        long mantissa = bucket - ((long) shift << PER_DOUBLING_BITS);
        return (mantissa + 1) << shift;
    }
}
