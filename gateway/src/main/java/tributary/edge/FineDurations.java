package tributary.edge;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long things took, in classes that grow with them: four to each doubling, from 8 µs to some 4 minutes, so that a percentile
 * can be told to a few percent. What takes longer counts as that. Only grows.
 *
 * <p>Thread-safe; one duration costs two increments. Memory is under 1 KB.
 */
public final class FineDurations {
    private static final int UNIT_BITS = 13;
    private static final int PER_DOUBLING_BITS = 2;
    private static final int PER_DOUBLING = 1 << PER_DOUBLING_BITS;
    private static final int CLASSES = 96;

    /** Not an adder each: they would take four times the memory, and durations spread over several classes. */
    private final AtomicLongArray classes = new AtomicLongArray(CLASSES);

    private final LongAdder nanos = new LongAdder();

    FineDurations() {}

    void add(long elapsed) {
        classes.incrementAndGet(classOf(Math.max(elapsed, 0)));
        nanos.add(elapsed);
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

    /** The upper bounds of {@link #counts}, in nanoseconds; the last class has none. */
    public static long[] bounds() {
        long[] bounds = new long[CLASSES - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i < PER_DOUBLING
                    ? (i + 1L) << UNIT_BITS
                    : (PER_DOUBLING + i % PER_DOUBLING + 1L) << (UNIT_BITS + i / PER_DOUBLING - 1);
        }
        return bounds;
    }

    /** How many took so long: longer than the bound before, and no longer than their own. */
    public long[] counts() {
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
}
