package tributary.edge.client;

import java.util.concurrent.atomic.LongAdder;

/** How clients showed who they are, since the start. Thread-safe. */
public final class CallerCounts {
    private final LongAdder known = new LongAdder();
    private final LongAdder anonymous = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder tooManyUnknown = new LongAdder();

    public void countKnown() {
        known.increment();
    }

    public void countAnonymous() {
        anonymous.increment();
    }

    public void countMissing() {
        missing.increment();
    }

    public void countUnknown() {
        unknown.increment();
    }

    public void countTooManyUnknown() {
        tooManyUnknown.increment();
    }

    /** Requests with a known key. */
    public long known() {
        return known.sum();
    }

    /** Requests without a key, where none is needed. */
    public long anonymous() {
        return anonymous.sum();
    }

    /** Requests refused for want of a key. */
    public long missing() {
        return missing.sum();
    }

    /** Requests refused with 401 for a key that nobody knows. */
    public long unknown() {
        return unknown.sum();
    }

    /** Requests refused with 429 for one more of these from the same address. */
    public long tooManyUnknown() {
        return tooManyUnknown.sum();
    }
}
