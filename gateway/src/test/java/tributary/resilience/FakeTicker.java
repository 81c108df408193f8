package tributary.resilience;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets. Starts at a point that wraps after a second of running, so that every test meets the wrap. */
final class FakeTicker implements Ticker {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

    @Override
    public long nanos() {
        return nanos.get();
    }

    void advanceNanos(long by) {
        nanos.addAndGet(by);
    }

    void advanceMillis(long by) {
        advanceNanos(by * 1_000_000);
    }
}
