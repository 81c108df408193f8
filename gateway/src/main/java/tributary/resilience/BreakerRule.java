package tributary.resilience;

import java.time.Duration;
import tributary.resilience.BreakerState.Closed;
import tributary.resilience.BreakerState.HalfOpen;
import tributary.resilience.BreakerState.Open;

/**
 * When a {@link Breaker} opens and closes: the pure steps from one {@link BreakerState} to the next.
 *
 * @param failureRate the share of failed calls at which it opens, above 0 and at most 1
 * @param window over which calls are counted
 * @param minCalls that must have ended within the window before it may open, at least 1
 * @param openFor how long all is refused
 * @param probes how many calls are let through after that to see whether it is well again, at least 1
 * @param slowAfter from which duration a call counts as slow, however it ended
 * @param slowRate the share of slow calls at which it opens; above 1 it never does for that
 */
public record BreakerRule(
        double failureRate,
        Duration window,
        int minCalls,
        Duration openFor,
        int probes,
        Duration slowAfter,
        double slowRate) {

    public BreakerRule {
        if (!(failureRate > 0 && failureRate <= 1 && slowRate > 0) || minCalls < 1 || probes < 1) {
            throw new IllegalArgumentException("failureRate " + failureRate + ", slowRate " + slowRate + ", minCalls "
                    + minCalls + ", probes " + probes);
        }
    }

    /** Three probes, and slow calls do not count. */
    public BreakerRule(double failureRate, Duration window, int minCalls, Duration openFor) {
        this(failureRate, window, minCalls, openFor, 3, Duration.ofDays(1), 2);
    }

    /** The same, but opening for slow calls too. */
    public BreakerRule withSlow(Duration after, double rate) {
        return new BreakerRule(failureRate, window, minCalls, openFor, probes, after, rate);
    }

    /** The state once somebody has asked; half-open with one more running means that the call may begin. */
    BreakerState asked(BreakerState state, long now) {
        return switch (state) {
            case Closed closed -> closed;
            case Open open when waitNanos(open, now) == 0 -> new HalfOpen(open.era() + 1, 1, 0, 0);
            // A clock that went back may not keep it open for longer than the rule says.
            case Open open when now - open.sinceNanos() < 0 -> new Open(open.era(), now);
            case Open open -> open;
            case HalfOpen half when half.known() < probes -> half.begun();
            case HalfOpen half -> half;
        };
    }

    /** How long until an open breaker lets the first probe through. */
    long waitNanos(Open open, long now) {
        return Math.clamp(openFor.toNanos() - (now - open.sinceNanos()), 0, openFor.toNanos());
    }

    /** The state once a probe has ended. As soon as the others cannot turn it any more, it is settled. */
    BreakerState ended(HalfOpen half, boolean bad, long now) {
        HalfOpen after = bad ? half.failed() : half.succeeded();
        int tooMany = Math.max((int) Math.ceil(failureRate * probes), 1);
        if (after.bad() >= tooMany) {
            return new Open(half.era() + 1, now);
        }
        return after.good() > probes - tooMany ? new Closed(half.era() + 1) : after;
    }

    /** The state of a closed breaker with these counts. */
    BreakerState counted(Closed closed, Counts counts, long now) {
        boolean ill = counts.failed() >= failureRate * counts.calls() || counts.slow() >= slowRate * counts.calls();
        return counts.calls() >= minCalls && ill ? new Open(closed.era() + 1, now) : closed;
    }

    boolean slow(long elapsedNanos) {
        return slowRate <= 1 && elapsedNanos >= slowAfter.toNanos();
    }

    /** How calls ended: within the window, or of probes. A call may be both failed and slow. */
    public record Counts(int calls, int failed, int slow) {
        static final Counts NONE = new Counts(0, 0, 0);
    }
}
