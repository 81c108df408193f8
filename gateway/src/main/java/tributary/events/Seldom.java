package tributary.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import tributary.resilience.Ticker;

/** Says yes at most once in ten seconds: for log lines that each event could cause. Thread-safe. */
final class Seldom {
    private static final long DISTANCE = Duration.ofSeconds(10).toNanos();

    private final Ticker ticker;
    private final AtomicLong next;

    Seldom(Ticker ticker) {
        this.ticker = ticker;
        this.next = new AtomicLong(ticker.nanos());
    }

    boolean now() {
        long now = ticker.nanos();
        long from = next.get();
        return now - from >= 0 && next.compareAndSet(from, now + DISTANCE);
    }
}
