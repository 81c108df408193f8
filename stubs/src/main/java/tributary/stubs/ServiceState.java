package tributary.stubs;

import java.time.Duration;

/**
 * How a stub service behaves at the moment.
 *
 * <p>A change counts for requests that arrive after it; those already being answered end as they began. Immutable.
 */
public sealed interface ServiceState {
    /** Returns the state as the control port's list shows it. */
    String text();

    /** Answers as it should, after the service's usual delay. */
    record Healthy() implements ServiceState {
        @Override
        public String text() {
            return "healthy";
        }
    }

    /** Answers rightly, but only after {@code delay}, which replaces the usual one. */
    record Slow(Duration delay) implements ServiceState {
        @Override
        public String text() {
            return "slow, " + delay.toMillis() + "ms";
        }
    }

    /**
     * Answers a share of its requests with an error status and a problem document, the others rightly.
     *
     * @param status 400 to 599
     * @param share above 0, at most 1
     */
    record Failing(int status, double share) implements ServiceState {
        @Override
        public String text() {
            return "failing with " + status + (share < 1 ? ", " + share + " of its requests" : "");
        }
    }

    /** Accepts connections and resets each as soon as a request is there. */
    record Dead() implements ServiceState {
        @Override
        public String text() {
            return "dead, resets connections";
        }
    }

    /** Its port is closed: the system refuses connections, and those that were open are gone. */
    record Refusing() implements ServiceState {
        @Override
        public String text() {
            return "refusing connections";
        }
    }
}
