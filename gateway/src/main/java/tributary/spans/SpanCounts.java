package tributary.spans;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** What became of spans, counted since the start. Thread-safe. */
public final class SpanCounts {
    /** Why spans did not reach the collector. */
    enum Reason {
        /** Too many were waiting to be sent. */
        QUEUE_FULL,
        /** The collector could not be reached, was late, or had no time for them, again and again. */
        UNREACHABLE,
        /** The collector did not want them. */
        REJECTED,
        /** The gateway ended before they could be sent. */
        ENDING
    }

    private final LongAdder exported = new LongAdder();
    private final Map<Reason, LongAdder> dropped = new EnumMap<>(Reason.class);

    SpanCounts() {
        for (Reason reason : Reason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    void exported(int spans) {
        exported.add(spans);
    }

    void dropped(Reason reason, int spans) {
        of(reason).add(spans);
    }

    /** The collector has them. */
    public long exported() {
        return exported.sum();
    }

    long dropped(Reason reason) {
        return of(reason).sum();
    }

    /** How many did not reach the collector, by why, in the spelling of reasons everywhere. */
    public void eachDropped(ObjLongConsumer<String> to) {
        dropped.forEach((reason, spans) ->
                to.accept(reason.name().toLowerCase(Locale.ROOT).replace('_', '-'), spans.sum()));
    }

    /** For all reasons together. */
    long dropped() {
        return dropped.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private LongAdder of(Reason reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }
}
