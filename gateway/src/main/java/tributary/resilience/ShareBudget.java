package tributary.resilience;

import java.time.Duration;

/**
 * Extra attempts as a share of recent requests: at most {@code share} of the requests within the last {@code window}, and
 * {@code floorPerSecond} besides, so that a service that is seldom called has some too.
 *
 * <p>For retries 20 % and 0.3 a second within 10 s; for hedges 5 % and none. Over any stretch of time from the start, what
 * was granted is at most that share of the requests and one window's floor for each window in it.
 *
 * <p>Thread-safe: two counts under a lock that is held for well under a microsecond. Allocates nothing per request. Source:
 * the retry budgets of Finagle and Linkerd.
 */
public final class ShareBudget {
    private static final int REQUESTS = 0;
    private static final int GRANTED = 1;

    private final double share;
    private final double floor;
    private final Ticker ticker;
    private final SlidingCounts counts;

    public ShareBudget(double share, double floorPerSecond, Duration window, Ticker ticker) {
        if (!(share >= 0 && share <= 1 && floorPerSecond >= 0)) {
            throw new IllegalArgumentException("share " + share + ", floorPerSecond " + floorPerSecond);
        }
        this.share = share;
        this.floor = floorPerSecond * window.toNanos() / 1e9;
        this.ticker = ticker;
        this.counts = new SlidingCounts(2, window, ticker.nanos());
    }

    private ShareBudget(double share, ShareBudget other) {
        this.share = share;
        this.floor = other.floor;
        this.ticker = other.ticker;
        this.counts = other.counts;
    }

    /** Another share of the same requests: what either grants counts for both. */
    public ShareBudget withShare(double other) {
        return new ShareBudget(other, this);
    }

    /** Hedges: a share of the requests of the last 10 s. */
    public static ShareBudget forHedges(double share, Ticker ticker) {
        return new ShareBudget(share, 0, Duration.ofSeconds(10), ticker);
    }

    /** Counts a request: its first attempt, not an extra one. */
    public void request() {
        synchronized (counts) {
            counts.add(REQUESTS, ticker.nanos());
        }
    }

    /** Whether an extra attempt may be made; if so it is counted. */
    public boolean tryTake() {
        synchronized (counts) {
            long now = ticker.nanos();
            // The smallest fraction more, so that 0.2 of 5 is one whatever the binary digits say.
            double allowed = share * counts.sum(REQUESTS, now) + floor + 1e-9;
            if (counts.sum(GRANTED, now) + 1 > allowed) {
                return false;
            }
            counts.add(GRANTED, now);
            return true;
        }
    }
}
