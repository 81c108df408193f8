package tributary.edge;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import tributary.engine.Outcome;

/**
 * How one call of an aggregate ended, and how long it took from the moment all it needed was there. Only grows.
 *
 * <p>Durations are counted in classes that grow with them, four to each doubling, from 8 µs to some 4 minutes; what takes
 * longer counts as that. Thread-safe; a call pays three increments, well below 100 ns.
 */
public final class CallCounts {
    private static final int UNIT_BITS = 13;
    private static final int PER_DOUBLING_BITS = 2;
    private static final int PER_DOUBLING = 1 << PER_DOUBLING_BITS;
    private static final int CLASSES = 96;

    /** Not an adder each: they would be four times as large, and a call's durations spread over several classes. */
    private final AtomicLongArray classes = new AtomicLongArray(CLASSES);

    private final LongAdder nanos = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder defaulted = new LongAdder();
    private final LongAdder failed = new LongAdder();

    CallCounts() {}

    void ended(Outcome outcome) {
        LongAdder end =
                switch (outcome) {
                    case Outcome.Answered _ -> answered;
                    case Outcome.Skipped _ -> skipped;
                    case Outcome.Defaulted _ -> defaulted;
                    case Outcome.Failed _ -> failed;
                };
        end.increment();
        if (end != skipped) {
            long elapsed = outcome.timing().elapsedNanos();
            classes.incrementAndGet(classOf(elapsed));
            nanos.add(elapsed);
        }
    }

    static int classOf(long nanos) {
        long units = nanos >>> UNIT_BITS;
        if (units < PER_DOUBLING) {
            return (int) units;
        }
        int shift = Long.SIZE - 1 - PER_DOUBLING_BITS - Long.numberOfLeadingZeros(units);
        int at = PER_DOUBLING * (shift + 1) + (int) (units >>> shift) - PER_DOUBLING;
        return Math.min(at, CLASSES - 1);
    }

    /** The upper bounds of {@link #durations}, in nanoseconds; the last class has none. */
    public static long[] bounds() {
        long[] bounds = new long[CLASSES - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i < PER_DOUBLING
                    ? (i + 1L) << UNIT_BITS
                    : (PER_DOUBLING + i % PER_DOUBLING + 1L) << (UNIT_BITS + i / PER_DOUBLING - 1);
        }
        return bounds;
    }

    /** How many of those that were made took so long. */
    public long[] durations() {
        long[] counts = new long[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            counts[i] = classes.get(i);
        }
        return counts;
    }

    /** What they took together. */
    public long nanos() {
        return nanos.sum();
    }

    public long answered() {
        return answered.sum();
    }

    /** Not made, since {@code when} said no. */
    public long skipped() {
        return skipped.sum();
    }

    /** Optional ones that failed, or some of whose elements did. */
    public long defaulted() {
        return defaulted.sum();
    }

    /** Those that ended their request. */
    public long failed() {
        return failed.sum();
    }
}
