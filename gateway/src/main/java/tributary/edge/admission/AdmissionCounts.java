package tributary.edge.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import tributary.resilience.Priority;

/** What became of requests that wanted to be served, since the gateway began. Thread-safe. */
public final class AdmissionCounts {
    /** Why a request was not served. */
    public enum Reason {
        /** As many as the limit allows its priority were in flight. */
        LIMIT,
        /** It was bulk, and a critical one got its place. */
        GAVE_WAY,
        /** The heap was nearly full. */
        HEAP,
        /** There was no memory for its body. */
        BODY_MEMORY
    }

    private final Map<Priority, LongAdder> admitted = new EnumMap<>(Priority.class);
    private final Map<Priority, Map<Reason, LongAdder>> refused = new EnumMap<>(Priority.class);
    private final LongAdder served = new LongAdder();
    private final LongAdder ownNanos = new LongAdder();

    AdmissionCounts() {
        for (Priority priority : Priority.values()) {
            Map<Reason, LongAdder> reasons = new EnumMap<>(Reason.class);
            for (Reason reason : Reason.values()) {
                reasons.put(reason, new LongAdder());
            }
            admitted.put(priority, new LongAdder());
            refused.put(priority, reasons);
        }
    }

    void admitted(Priority priority) {
        adder(admitted, priority).increment();
    }

    void refused(Priority priority, Reason reason) {
        Map<Reason, LongAdder> reasons = refused.get(priority);
        if (reasons != null) {
            adder(reasons, reason).increment();
        }
    }

    void served(long own) {
        served.increment();
        ownNanos.add(own);
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("no count of " + key);
        }
        return adder;
    }

    /** Requests that got a place. */
    public long admittedOf(Priority priority) {
        return adder(admitted, priority).sum();
    }

    /** Requests that were answered with 503 {@code overloaded}, for that reason. */
    public long refusedOf(Priority priority, Reason reason) {
        Map<Reason, LongAdder> reasons = refused.get(priority);
        return reasons == null ? 0 : adder(reasons, reason).sum();
    }

    /** Requests that told their own time. */
    public long served() {
        return served.sum();
    }

    /** The gateway's own time for these together, in nanoseconds: all but what they waited for services. */
    public long ownNanos() {
        return ownNanos.sum();
    }
}
