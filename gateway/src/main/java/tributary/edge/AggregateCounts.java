package tributary.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Call;

/**
 * How the requests of one aggregate ended, and how long they took until their answer was there. Thread-safe; a request pays
 * three increments.
 */
public final class AggregateCounts {
    /**
     * How a request ended.
     *
     * @param outcome {@code ok}, {@code partial}, that of an absence, or the reason in the problem document
     */
    public record End(int status, String outcome) {}

    private final Durations durations = new Durations();

    /** No more than there are statuses and reasons. */
    private final Map<End, LongAdder> ends = new ConcurrentHashMap<>();

    /** By name; no more than the aggregate has. */
    private final Map<String, CallCounts> calls = new ConcurrentHashMap<>();

    AggregateCounts() {}

    /** Those of the calls of {@code aggregate}, by slot. One that was there before goes on; one that is gone loses its counts. */
    List<CallCounts> of(Aggregate aggregate) {
        List<CallCounts> bySlot = new ArrayList<>(aggregate.calls().size());
        for (Call call : aggregate.calls()) {
            bySlot.add(calls.compute(
                    call.name(), (_, before) -> before != null && before.isOf(call) ? before : new CallCounts(call)));
        }
        calls.values().retainAll(bySlot);
        return bySlot;
    }

    void ended(int status, String outcome, long elapsedNanos, TraceContext trace) {
        durations.add(elapsedNanos, trace);
        End end = new End(status, outcome);
        LongAdder adder = ends.get(end);
        (adder == null ? ends.computeIfAbsent(end, _ -> new LongAdder()) : adder).increment();
    }

    /** How long they took. */
    public Durations durations() {
        return durations;
    }

    /** Its calls, by name. */
    public void calls(BiConsumer<String, CallCounts> each) {
        calls.forEach(each);
    }

    public void ends(ObjLongConsumer<End> each) {
        ends.forEach((end, count) -> each.accept(end, count.sum()));
    }
}
