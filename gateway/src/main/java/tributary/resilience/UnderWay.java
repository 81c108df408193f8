package tributary.resilience;

import java.time.Duration;

/**
 * Whether what a thread is at takes longer than it should, such as a write to a disk that hangs: the thread itself cannot tell any
 * more. One thread begins and ends; any may ask.
 */
public final class UnderWay {
    private static final long RESTING = Long.MIN_VALUE;

    private final Ticker ticker;
    private volatile long since = RESTING;

    public UnderWay(Ticker ticker) {
        this.ticker = ticker;
    }

    public void begins() {
        since = ticker.nanos();
    }

    public void ends() {
        since = RESTING;
    }

    /** Whether it is at something, and has been for more than {@code limit}. */
    public boolean isLongerThan(Duration limit) {
        long began = since;
        return began != RESTING && ticker.nanos() - began > limit.toNanos();
    }
}
