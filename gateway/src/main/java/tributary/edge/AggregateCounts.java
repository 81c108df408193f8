package tributary.edge;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tributary.engine.Answer;
import tributary.plan.Aggregate;
import tributary.plan.Call;

/**
 * How the requests of one aggregate ended, and how long they took until their answer was there. Thread-safe; a request pays
 * four increments.
 */
public final class AggregateCounts {
    /** The upper bounds of the durations' classes, in nanoseconds: from what a cache answers to what nobody waits for. */
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
     * How a request ended.
     *
     * @param outcome {@code ok}, {@code partial}, or the reason in the problem document
     */
    public record End(int status, String outcome) {}

    private final LongAdder[] classes =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);
    private final FineDurations fine = new FineDurations();

    /** No more than there are statuses and reasons. */
    private final Map<End, LongAdder> ends = new ConcurrentHashMap<>();

    /** No more than the aggregate has calls. */
    private final Map<String, CallCounts> calls = new ConcurrentHashMap<>();

    AggregateCounts() {}

    /** Forgets the calls that {@code aggregate} does not have. */
    void follow(Aggregate aggregate) {
        calls.keySet().retainAll(aggregate.calls().stream().map(Call::name).collect(Collectors.toSet()));
    }

    void called(List<Answer.Ended> ended) {
        for (Answer.Ended each : ended) {
            String name = each.call().name();
            CallCounts counts = calls.get(name);
            (counts == null ? calls.computeIfAbsent(name, _ -> new CallCounts()) : counts).ended(each.outcome());
        }
    }

    void ended(int status, String outcome, long elapsedNanos) {
        int at = Arrays.binarySearch(BOUNDS, elapsedNanos);
        classes[at < 0 ? -at - 1 : at].increment();
        fine.add(elapsedNanos);
        End end = new End(status, outcome);
        LongAdder adder = ends.get(end);
        (adder == null ? ends.computeIfAbsent(end, _ -> new LongAdder()) : adder).increment();
    }

    /** The upper bounds of {@link #durations}, in nanoseconds; the last class has none. */
    public static long[] bounds() {
        return BOUNDS.clone();
    }

    /** How many took so long: longer than the bound before, and no longer than their own. */
    public long[] durations() {
        return Stream.of(classes).mapToLong(LongAdder::sum).toArray();
    }

    /** What they took together. */
    public long nanos() {
        return fine.nanos();
    }

    /** The same durations in classes narrow enough for percentiles. */
    public FineDurations fineDurations() {
        return fine;
    }

    /** Its calls that have ended at least once, by name. */
    public void calls(BiConsumer<String, CallCounts> each) {
        calls.forEach(each);
    }

    public void ends(ObjLongConsumer<End> each) {
        ends.forEach((end, count) -> each.accept(end, count.sum()));
    }
}
