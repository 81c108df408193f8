package tributary.downstream;

import java.time.Duration;
import java.util.function.Supplier;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.plan.RetryRule;
import tributary.resilience.Backoff;
import tributary.resilience.Deadline;
import tributary.resilience.Latencies;
import tributary.resilience.Pressure;
import tributary.resilience.RetryBudget;

/**
 * Whether a failed attempt at one service is made again, and when: a cause that the rule names, an attempt left, a service that
 * does not ask to be left alone, time for it before the deadline, a gateway that is not under pressure, and the budget.
 *
 * <p>Thread-safe. Source: Google's SRE book, chapter 22, "Handling Overload"; gRPC's A6.
 */
final class Retries {
    static final long NONE = -1;

    /** An attempt takes at least that. */
    private static final long LEAST = Duration.ofMillis(1).toNanos();

    private static final int FEWEST_KNOWN = 10;

    private final RetryBudget budget;
    private final Latencies latencies;
    private final Supplier<Pressure> pressure;
    private final DownstreamCounts counts;
    private final Clockwork clockwork;

    Retries(
            RetryBudget budget,
            Latencies latencies,
            Supplier<Pressure> pressure,
            DownstreamCounts counts,
            Clockwork clockwork) {
        this.budget = budget;
        this.latencies = latencies;
        this.pressure = pressure;
        this.counts = counts;
        this.clockwork = clockwork;
    }

    /** A call begins, whether or not it may be repeated: the budget is a share of them all. */
    void callBegins() {
        budget.request();
    }

    /** An attempt ended, the first or a later one. */
    void attemptEnded(Reply reply) {
        switch (reply) {
            case Reply.Answered _ -> budget.succeeded();
            case Reply.Failed(Failure failure) -> {
                if (Verdict.isFinal(reply)) {
                    budget.succeeded();
                } else if (Verdict.cause(failure) != null) {
                    budget.failed();
                }
            }
        }
    }

    /** How long to wait before the next attempt, which is then counted; {@link #NONE} where there is to be none. */
    long waitNanos(RetryRule rule, int made, Attempted last, Deadline deadline) {
        if (made >= rule.attempts()
                || !(last.reply() instanceof Reply.Failed(Failure failure))
                || !names(rule, failure)) {
            return NONE;
        }
        if (last.retryAfter() == Attempted.FAR) {
            return refused(Refusal.RETRY_AFTER);
        }
        // What the service asks for, and the backoff on top of it: else
        // all whom it told the same would come back at once.
        long wait =
                last.retryAfter() + new Backoff(rule.backoff(), rule.longestBackoff()).nanos(made, clockwork.random());
        long typical = latencies.quantileNanos(0.5, FEWEST_KNOWN, LEAST);
        if (deadline.remainingNanos() <= wait + typical) {
            return refused(last.retryAfter() > 0 ? Refusal.RETRY_AFTER : Refusal.RETRY_TIME);
        }
        if (pressure.get().reached(Pressure.NO_RETRIES)) {
            return refused(Refusal.RETRY_PRESSURE);
        }
        // Last, because asking takes from it.
        return budget.tryRetry() ? wait : refused(Refusal.RETRY_BUDGET);
    }

    private static boolean names(RetryRule rule, Failure failure) {
        RetryRule.Cause cause = Verdict.cause(failure);
        return cause != null && rule.on().contains(cause);
    }

    private long refused(Refusal why) {
        counts.refused(why);
        return NONE;
    }
}
