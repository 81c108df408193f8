package tributary.resilience;

import java.time.Duration;

/**
 * Something that happens often and is told of now and then: the first time at once, then at most once in a time, with how often
 * it has happened since. Thread-safe.
 */
public final class Occasional {
    private final long timeNanos;
    private final Ticker ticker;
    private long told;
    private long since;
    private boolean begun;

    public Occasional(Duration time, Ticker ticker) {
        this.timeNanos = time.toNanos();
        this.ticker = ticker;
    }

    /** It has happened again; how often since it was told of, this time included, if it is to be told of now. Otherwise 0. */
    public synchronized long happened() {
        since++;
        long now = ticker.nanos();
        if (begun && now - told < timeNanos) {
            return 0;
        }
        begun = true;
        told = now;
        long times = since;
        since = 0;
        return times;
    }
}
