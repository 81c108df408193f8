package tributary.perf.overload;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** How requests were answered. Thread-safe. */
final class Answers {
    private static final long SLICE_NANOS = 500_000_000;

    private final Histogram served = new Histogram(3);
    private long refused;
    private final Map<Integer, Long> others = new TreeMap<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private final BitSet troubled = new BitSet();

    /**
     * @param due on the system's ticker
     * @param status 0 where the connection broke
     */
    synchronized void add(long due, int status, long answered) {
        first = Math.min(first, due);
        last = Math.max(last, answered);
        switch (status) {
            case 200 -> served.recordValue(answered - due);
            case 503 -> refused++;
            default -> others.merge(status, 1L, Long::sum);
        }
        if (status != 200) {
            troubled.set((int) ((due - first) / SLICE_NANOS));
        }
    }

    /** Answered with 200. */
    synchronized long served() {
        return served.getTotalCount();
    }

    /** Answered with 503. */
    synchronized long refused() {
        return refused;
    }

    /** Answered otherwise, by status; 0 are those whose connection broke. */
    synchronized Map<Integer, Long> others() {
        return Map.copyOf(others);
    }

    synchronized long all() {
        return served()
                + refused
                + others.values().stream().mapToLong(count -> count).sum();
    }

    /** From when the first was due to the last answer. */
    synchronized double seconds() {
        return Math.max(last - first, 1) / 1e9;
    }

    synchronized double servedPerSecond() {
        return served() / seconds();
    }

    /** A percentile of the latency of those served, in milliseconds. */
    synchronized double millis(double percentile) {
        return served.getValueAtPercentile(percentile) / 1e6;
    }

    /** When the first half second ended of whose requests all were served, in seconds from the first request. */
    synchronized double allServedAfterSeconds() {
        return (troubled.nextClearBit(0) + 1) * SLICE_NANOS / 1e9;
    }
}
