package tributary.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops retries while a service fails: of {@code most} tokens each failed attempt takes one, each success gives {@code ratio}
 * back, and there are retries only while more than half are left.
 *
 * <p>Starts full; never below zero nor above {@code most}. Counted in thousandths, rounded down. Thread-safe and lock-free.
 * Source: gRPC's retry design (A6), "throttling retry attempts".
 */
public final class RetryThrottle {
    private final int most;
    private final int ratio;
    private final AtomicInteger tokens;

    /**
     * @param most 1 to 1000
     * @param ratio above 0; 0.1 bears one failure in eleven
     */
    public RetryThrottle(int most, double ratio) {
        if (most < 1 || most > 1000 || !(ratio > 0 && ratio <= most)) {
            throw new IllegalArgumentException("most " + most + ", ratio " + ratio);
        }
        this.most = most * 1000;
        this.ratio = (int) (ratio * 1000);
        this.tokens = new AtomicInteger(this.most);
    }

    public void failed() {
        tokens.updateAndGet(now -> Math.max(now - 1000, 0));
    }

    public void succeeded() {
        // A service that is well leaves the number alone, and threads do not meet on it.
        if (tokens.get() < most) {
            tokens.updateAndGet(now -> Math.min(now + ratio, most));
        }
    }

    /** Whether retries may be made. */
    public boolean open() {
        return tokens.get() > most / 2;
    }
}
