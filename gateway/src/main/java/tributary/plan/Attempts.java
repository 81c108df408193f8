package tributary.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often and how long a call is tried.
 *
 * @param timeout of one attempt; a hedge has what is left of it
 * @param blameAfter a timeout that came sooner, because the request's deadline did, says nothing about the service
 * @param retry null where it is tried once
 * @param hedge null where there is one attempt at a time
 */
public record Attempts(
        Duration timeout,
        Duration blameAfter,
        @Nullable RetryRule retry,
        @Nullable HedgeRule hedge) {

    /** One attempt. */
    public static Attempts one(Duration timeout) {
        return new Attempts(timeout, timeout.dividedBy(2), null, null);
    }

    /** The same, tried once. */
    public Attempts once() {
        return several() ? new Attempts(timeout, blameAfter, null, null) : this;
    }

    /** Whether there can be more attempts than one. */
    public boolean several() {
        return retry != null || hedge != null;
    }

    /** How long it takes at worst. */
    public Duration worst() {
        return retry == null ? timeout : retry.worst(timeout);
    }
}
