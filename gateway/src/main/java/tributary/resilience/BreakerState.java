package tributary.resilience;

/**
 * Where a {@link Breaker} is: a value. Each state has an {@code era}, one higher than that of the state before, so that a
 * call that ends can be told from those that began in another state.
 */
public sealed interface BreakerState {
    long era();

    /** As told in metrics and logs. */
    default String text() {
        return switch (this) {
            case Closed _ -> "closed";
            case Open _ -> "open";
            case HalfOpen _ -> "half-open";
        };
    }

    /** All go through. */
    record Closed(long era) implements BreakerState {}

    /** None goes through, since that point of the ticker. */
    record Open(long era, long sinceNanos) implements BreakerState {}

    /** Probes go through: so many are running, so many ended well, so many badly. */
    record HalfOpen(long era, int running, int good, int bad) implements BreakerState {

        int known() {
            return running + good + bad;
        }

        HalfOpen begun() {
            return new HalfOpen(era, running + 1, good, bad);
        }

        HalfOpen cancelled() {
            return new HalfOpen(era, running - 1, good, bad);
        }

        HalfOpen succeeded() {
            return new HalfOpen(era, running - 1, good + 1, bad);
        }

        HalfOpen failed() {
            return new HalfOpen(era, running - 1, good, bad + 1);
        }
    }
}
