package tributary.resilience;

import java.time.Duration;

/**
 * Whether a failed call may be tried again, as far as its service is concerned: the share of recent requests (see
 * {@link ShareBudget}) bounds how much retries add, and the throttle (see {@link RetryThrottle}) ends them while most
 * attempts fail. Both must agree.
 *
 * <p>Thread-safe. One a service, whoever calls it.
 */
public final class RetryBudget {
    private final ShareBudget share;
    private final RetryThrottle throttle;

    public RetryBudget(ShareBudget share, RetryThrottle throttle) {
        this.share = share;
        this.throttle = throttle;
    }

    /** {@code share} of the requests of the last 10 s and 3 more; 10 tokens, a tenth for each success. */
    public static RetryBudget of(double share, Ticker ticker) {
        return new RetryBudget(new ShareBudget(share, 0.3, Duration.ofSeconds(10), ticker), new RetryThrottle(10, 0.1));
    }

    /** The same with another share: what either grants counts for both, and they have one throttle. */
    public RetryBudget withShare(double other) {
        return new RetryBudget(share.withShare(other), throttle);
    }

    /** A call begins; its retries are not told here. */
    public void request() {
        share.request();
    }

    /** An attempt succeeded, be it the first or a later one. */
    public void succeeded() {
        throttle.succeeded();
    }

    /** An attempt failed in a way that a retry might mend. */
    public void failed() {
        throttle.failed();
    }

    /** Whether one more attempt may be made; if so it is counted. */
    public boolean tryRetry() {
        // The throttle first: it takes nothing when asked.
        return throttle.open() && share.tryTake();
    }
}
