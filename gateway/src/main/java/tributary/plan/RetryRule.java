package tributary.plan;

import java.time.Duration;
import java.util.Set;

/**
 * When a failed attempt of a safe call is tried again. Which share of a service's requests that may come to is the service's own
 * to say.
 *
 * @param attempts in all, the first one among them, 2 to 10
 * @param on what may be tried again
 * @param backoff the most there is waited before the first retry; twice as much before each further one, up to ten times
 */
public record RetryRule(int attempts, Set<Cause> on, Duration backoff) {
    private static final int LONGEST = 10;

    public RetryRule {
        on = Set.copyOf(on);
    }

    /** How an attempt can have failed; {@link #text()} is its name in a configuration. */
    public enum Cause {
        CONNECT("connect"),
        RESET("reset"),
        TIMEOUT("timeout"),
        STATUS_429("429"),
        STATUS_500("500"),
        STATUS_502("502"),
        STATUS_503("503"),
        STATUS_504("504");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Beyond which no backoff grows. */
    public Duration longestBackoff() {
        return backoff.multipliedBy(LONGEST);
    }

    /** How long all attempts of {@code timeout} and the waits between them take at worst. */
    public Duration worst(Duration timeout) {
        Duration all = timeout.multipliedBy(attempts);
        Duration wait = backoff;
        for (int retry = 1; retry < attempts; retry++) {
            all = all.plus(wait);
            wait = min(wait.multipliedBy(2), longestBackoff());
        }
        return all;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
