package tributary.admin;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How long things took: how many were in each class of durations, and all of it together. Immutable. A quantile is interpolated
 * within its class, so it is as exact as the classes are narrow.
 */
final class Durations {
    static final Durations NONE = new Durations(new long[0], new long[1], 0);

    /** Upper bounds in nanoseconds; the last class has none. */
    private final long[] bounds;

    private final long[] counts;
    private final long nanos;

    /** Keeps the arrays. */
    Durations(long[] bounds, long[] counts, long nanos) {
        this.bounds = bounds;
        this.counts = counts;
        this.nanos = nanos;
    }

    /** What came since {@code earlier}; all of it where counting has begun anew meanwhile. */
    Durations minus(Durations earlier) {
        if (!Arrays.equals(bounds, earlier.bounds) || count() < earlier.count()) {
            return this;
        }
        long[] rest = new long[counts.length];
        Arrays.setAll(rest, i -> Math.max(0, counts[i] - earlier.counts[i]));
        return new Durations(bounds, rest, Math.max(0, nanos - earlier.nanos));
    }

    /** Both together; of different classes, those of the one that is not {@link #NONE}. */
    Durations plus(Durations other) {
        if (!Arrays.equals(bounds, other.bounds)) {
            return bounds.length == 0 ? other : this;
        }
        long[] sum = new long[counts.length];
        Arrays.setAll(sum, i -> counts[i] + other.counts[i]);
        return new Durations(bounds, sum, nanos + other.nanos);
    }

    long count() {
        return Arrays.stream(counts).sum();
    }

    /** Empty where there is none. */
    OptionalLong meanNanos() {
        long count = count();
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(nanos / count);
    }

    /** What the share {@code quantile} did not exceed; empty where there is none. */
    OptionalLong quantileNanos(double quantile) {
        long count = count();
        if (count == 0 || bounds.length == 0) {
            return OptionalLong.empty();
        }
        double rank = quantile * count;
        long seen = 0;
        int at = 0;
        while (at < bounds.length && seen + counts[at] < rank) {
            seen += counts[at];
            at++;
        }
        long from = at == 0 ? 0 : bounds[at - 1];
        // Of the last class it is known only that it is longer than that.
        long to = at == bounds.length ? from : bounds[at];
        double share = counts[at] == 0 ? 1 : (rank - seen) / counts[at];
        return OptionalLong.of(from + Math.round((double) (to - from) * share));
    }
}
