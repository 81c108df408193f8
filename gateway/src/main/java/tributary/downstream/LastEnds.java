package tributary.downstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.resilience.Ticker;

/**
 * When a call to a service was last answered, and which one was the last that the service failed. What the gateway itself
 * refused or gave up is neither, so that it does not hide what went wrong.
 *
 * <p>Thread-safe: of two calls that end at the same moment either may be the last.
 */
public final class LastEnds {
    private final Ticker ticker;
    private volatile @Nullable Failed failed;
    private volatile boolean answered;
    private volatile long answeredNanos;

    private record Failed(String reason, long nanos) {}

    /** A call that the service failed, and how long ago that was. */
    public record LastFailure(String reason, Duration age) {}

    LastEnds(Ticker ticker) {
        this.ticker = ticker;
    }

    void ended(Reply reply) {
        switch (Verdict.of(reply, true)) {
            case WELL -> {
                answeredNanos = ticker.nanos();
                if (!answered) {
                    answered = true;
                }
            }
            case ILL -> {
                if (reply instanceof Reply.Failed(Failure failure)) {
                    failed = new Failed(failure.reason(), ticker.nanos());
                }
            }
            case NOTHING -> {}
        }
    }

    /** How long ago a call was answered; null where none was. */
    public @Nullable Duration sinceAnswer() {
        return answered ? since(answeredNanos) : null;
    }

    /** Null where the service has failed none. */
    public @Nullable LastFailure failure() {
        Failed last = failed;
        return last == null ? null : new LastFailure(last.reason, since(last.nanos));
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(Math.max(ticker.nanos() - nanos, 0));
    }
}
