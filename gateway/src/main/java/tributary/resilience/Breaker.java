package tributary.resilience;

import tributary.resilience.Breaker.Permission.Granted;
import tributary.resilience.Breaker.Permission.Refused;
import tributary.resilience.BreakerRule.Counts;
import tributary.resilience.BreakerState.Closed;
import tributary.resilience.BreakerState.HalfOpen;
import tributary.resilience.BreakerState.Open;

/**
 * A circuit breaker: stops calling a service of whose recent calls too many failed, and tries it again with few.
 *
 * <p>Closed, it lets every call through and counts how they end, over a sliding window. When at least {@code minCalls} ended
 * in it and the share of failed ones has reached {@code failureRate} (or that of slow ones {@code slowRate}), it opens and
 * refuses all for {@code openFor}. The first call after that makes it half-open: it and the next, up to {@code probes}, go
 * through, the rest is refused. As soon as the probes' ends settle it, it opens again, or closes with an empty window; a slow
 * probe counts as a failed one.
 *
 * <p>Cancelled calls count as neither; a cancelled probe gives its place to another. A call that ends after the state in
 * which it began counts for nothing, so the late failures of a dead service cannot open a breaker that has just closed.
 * Whoever was granted calls {@link #ended} once, in a {@code finally}: a half-open breaker waits for its probes.
 *
 * <p>Thread-safe. While closed, {@link #enter()} is one volatile read and allocates nothing; all else holds a lock for well
 * under a microsecond. Source: Nygard, "Release It!", chapter 5; the window and the probes as in resilience4j.
 */
public final class Breaker {
    private static final int ALL = 0;
    private static final int FAILED = 1;
    private static final int SLOW = 2;

    /** How a call ended. */
    public enum End {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /** What {@link #enter()} answers. */
    public sealed interface Permission {
        /** The call may begin; {@code era} is that of the state in which it does. */
        record Granted(long era) implements Permission {}

        /** @param waitNanos after which it is worth asking again, as far as that is known */
        record Refused(long waitNanos) implements Permission {}
    }

    /** A change of state and what led to it: the counts of the window, or of the probes. */
    public record Change(BreakerState from, BreakerState to, Counts counts) {}

    /** Hears of each change once, on the thread whose call made it, outside the lock. */
    @FunctionalInterface
    public interface Listener {
        void changed(Change change);
    }

    /** A state with the answer that all its calls get, made once. */
    private record Current(BreakerState state, Granted granted) {
        Current(BreakerState state) {
            this(state, new Granted(state.era()));
        }
    }

    private final BreakerRule rule;
    private final Ticker ticker;
    private final Listener listener;
    private final Object lock = new Object();
    private final SlidingCounts counts;
    private volatile Current current = new Current(new Closed(0));

    public Breaker(BreakerRule rule, Ticker ticker, Listener listener) {
        this.rule = rule;
        this.ticker = ticker;
        this.listener = listener;
        this.counts = new SlidingCounts(3, rule.window(), ticker.nanos());
    }

    /** The state as it is; an open breaker whose time is over stays open until the next call asks. */
    public BreakerState state() {
        return current.state();
    }

    /** Asks whether a call may begin. */
    public Permission enter() {
        Current seen = current;
        if (seen.state() instanceof Closed) {
            return seen.granted();
        }
        BreakerState before;
        BreakerState after;
        Permission permission;
        synchronized (lock) {
            long now = ticker.nanos();
            before = current.state();
            after = rule.asked(before, now);
            current = new Current(after);
            permission = switch (after) {
                case Closed _ -> current.granted();
                case Open open -> new Refused(rule.waitNanos(open, now));
                // Nobody knows how long the probes take; it is open for as long if they fail.
                case HalfOpen half
                when half.equals(before) -> new Refused(rule.openFor().toNanos());
                case HalfOpen _ -> current.granted();
            };
        }
        tell(before, after, Counts.NONE);
        return permission;
    }

    /** Tells how a granted call ended and how long it took. */
    public void ended(Granted granted, End end, long elapsedNanos) {
        BreakerState before;
        BreakerState after;
        Counts met = Counts.NONE;
        synchronized (lock) {
            before = current.state();
            if (before.era() != granted.era()) {
                return;
            }
            long now = ticker.nanos();
            boolean slow = rule.slow(elapsedNanos);
            after = before;
            if (before instanceof HalfOpen half) {
                boolean bad = slow || end == End.FAILED;
                after = end == End.CANCELLED ? half.cancelled() : rule.ended(half, bad, now);
                met = new Counts(half.good() + half.bad() + 1, half.bad() + (bad ? 1 : 0), 0);
            } else if (before instanceof Closed closed && end != End.CANCELLED) {
                met = count(end == End.FAILED, slow, now);
                after = rule.counted(closed, met, now);
            }
            if (after != before) {
                current = new Current(after);
                // What was counted in one state says nothing about the next.
                counts.clear(now);
            }
        }
        tell(before, after, met);
    }

    private Counts count(boolean failed, boolean slow, long now) {
        counts.add(ALL, now);
        if (failed) {
            counts.add(FAILED, now);
        }
        if (slow) {
            counts.add(SLOW, now);
        }
        return new Counts(counts.sum(ALL, now), counts.sum(FAILED, now), counts.sum(SLOW, now));
    }

    private void tell(BreakerState before, BreakerState after, Counts met) {
        if (before.getClass() != after.getClass()) {
            listener.changed(new Change(before, after, met));
        }
    }
}
