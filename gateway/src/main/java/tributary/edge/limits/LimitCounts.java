package tributary.edge.limits;

import java.util.concurrent.atomic.LongAdder;

/** What token buckets answered, since the start. Thread-safe. */
public final class LimitCounts {
    private final LongAdder granted = new LongAdder();
    private final LongAdder overGlobal = new LongAdder();
    private final LongAdder overClient = new LongAdder();

    void countGranted() {
        granted.increment();
    }

    void countOverGlobal() {
        overGlobal.increment();
    }

    void countOverClient() {
        overClient.increment();
    }

    /** Requests let through. */
    public long granted() {
        return granted.sum();
    }

    /** Requests refused since all together asked too much, and not this client alone. */
    public long overGlobal() {
        return overGlobal.sum();
    }

    /** Requests refused since their client asked too much. */
    public long overClient() {
        return overClient.sum();
    }
}
