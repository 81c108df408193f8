package tributary.edge;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;
import tributary.observe.CallTrace;
import tributary.observe.CallTrace.End;
import tributary.plan.Call;

/**
 * How one call of an aggregate ended, and how long it took from the moment all it needed was there. Thread-safe; a call that is
 * answered pays three increments.
 */
public final class CallCounts {
    /**
     * How a call was missing.
     *
     * @param end {@link End#DEFAULTED} or {@link End#FAILED}
     */
    public record Missing(End end, String reason) {}

    private final String service;
    private final Durations durations = new Durations();
    private final LongAdder answered = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder shared = new LongAdder();

    /** No more than there are reasons for a call to fail, twice. */
    private final Map<Missing, LongAdder> missing = new ConcurrentHashMap<>();

    private final Map<String, LongAdder> partial = new ConcurrentHashMap<>();

    CallCounts(Call call) {
        this.service = call.service().name();
    }

    /** Whether it counts {@code call}: one that goes to another service is another. */
    boolean isOf(Call call) {
        return service.equals(call.service().name());
    }

    /** A call that began has ended. */
    void ended(CallTrace call) {
        End end = call.end();
        switch (end) {
            case ANSWERED -> answered.increment();
            case SKIPPED -> skipped.increment();
            case CANCELLED -> cancelled.increment();
            case DEFAULTED, FAILED -> add(missing, new Missing(end, call.reason()));
        }
        // Nobody knows how long one would have taken that was given up, or not made.
        if (end != End.SKIPPED && end != End.CANCELLED) {
            durations.add(call.endNanos() - call.readyNanos(), call.context());
        }
        int equal = call.shared();
        if (equal > 0) {
            shared.add(equal);
        }
    }

    /** An answer lacks it. */
    void lacking(String reason) {
        add(partial, reason);
    }

    private static <K> void add(Map<K, LongAdder> counts, K key) {
        LongAdder adder = counts.get(key);
        (adder == null ? counts.computeIfAbsent(key, _ -> new LongAdder()) : adder).increment();
    }

    /** The service that it goes to. */
    public String service() {
        return service;
    }

    /** How long those took that were made and not given up. */
    public Durations durations() {
        return durations;
    }

    public long answered() {
        return answered.sum();
    }

    /** Not made, since {@code when} said no. */
    public long skipped() {
        return skipped.sum();
    }

    /** Given up, because the request had ended. */
    public long cancelled() {
        return cancelled.sum();
    }

    /** Optional ones that failed, or some of whose elements did. */
    public long defaulted() {
        return sum(End.DEFAULTED);
    }

    /** Those that ended their request. */
    public long failed() {
        return sum(End.FAILED);
    }

    private long sum(End end) {
        return missing.entrySet().stream()
                .filter(entry -> entry.getKey().end() == end)
                .mapToLong(entry -> Objects.requireNonNull(entry.getValue()).sum())
                .sum();
    }

    /** Those that failed, by why. */
    public void missing(ObjLongConsumer<Missing> each) {
        missing.forEach((how, count) -> each.accept(how, count.sum()));
    }

    /** Answers that lack it, by why. */
    public void partial(ObjLongConsumer<String> each) {
        partial.forEach((reason, count) -> each.accept(reason, count.sum()));
    }

    /** Its requests that were answered from an equal one instead of being sent. */
    public long shared() {
        return shared.sum();
    }
}
