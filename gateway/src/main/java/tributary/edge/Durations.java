package tributary.edge;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tributary.observe.TraceContext;

/**
 * How long something took, counted in classes. Of each class it keeps the trace that came there last, among those whose spans
 * are recorded. Thread-safe; who is counted pays three increments.
 */
public final class Durations {
    /** The upper bounds of the classes, in nanoseconds: from what a cache answers to what nobody waits for. */
    private static final long[] BOUNDS = {
        1_000_000L,
        2_500_000L,
        5_000_000L,
        10_000_000L,
        25_000_000L,
        50_000_000L,
        100_000_000L,
        250_000_000L,
        500_000_000L,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L
    };

    /**
     * One that took so long.
     *
     * @param epochMillis when it was counted
     */
    public record Example(String traceId, long nanos, long epochMillis) {}

    private final LongAdder[] classes =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);
    private final FineDurations fine = new FineDurations();
    private final AtomicReferenceArray<@Nullable Example> examples = new AtomicReferenceArray<>(BOUNDS.length + 1);

    Durations() {}

    void add(long took, TraceContext trace) {
        int found = Arrays.binarySearch(BOUNDS, took);
        int at = found < 0 ? -found - 1 : found;
        classes[at].increment();
        fine.add(took);
        if (trace.recorded()) {
            examples.set(at, new Example(trace.traceId(), took, System.currentTimeMillis()));
        }
    }

    /** The upper bounds of {@link #classes}, in nanoseconds; the last class has none. */
    public static long[] bounds() {
        return BOUNDS.clone();
    }

    /** How many took so long: longer than the bound before, and no longer than their own. */
    public long[] classes() {
        return Stream.of(classes).mapToLong(LongAdder::sum).toArray();
    }

    /** What they took together. */
    public long nanos() {
        return fine.nanos();
    }

    /** The same in classes narrow enough for percentiles. */
    public FineDurations fine() {
        return fine;
    }

    /** At most one a class. */
    public void examples(Consumer<Example> each) {
        for (int i = 0; i < examples.length(); i++) {
            Example example = examples.get(i);
            if (example != null) {
                each.accept(example);
            }
        }
    }
}
