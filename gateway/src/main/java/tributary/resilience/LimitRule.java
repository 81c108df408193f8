package tributary.resilience;

import org.jspecify.annotations.Nullable;

/**
 * How the limit on requests in flight follows the gateway's own time: the pure step from one window of samples to the next.
 *
 * <p>Own time is a request's whole time less what it waited for services; it grows with the requests in flight only when the
 * gateway itself has too much to do, so one slow service changes nothing. Of each window:
 *
 * <pre>
 * crowd = mean own time - usual own time
 * base  = min(mean whole time - crowd, 50 ms)
 * g     = 1.5 * base / (base + crowd), within 0.5 and 1
 * limit = 0.8 * limit + 0.2 * (limit * g + sqrt(limit))       if more than half the limit was in use
 * limit = 1.1 * limit                                         instead, if own time is less than a twentieth, and g is 1
 * limit = 0.9 * limit                                         instead, if most wake-ups came more than 5 ms late
 * </pre>
 *
 * within {@code min} and {@code max}. The root lets it grow while nothing hurts, and settle where the crowd makes requests
 * half as long again or a little more. Against the whole time and not against the own time alone: a gateway that mostly
 * waits for services has an own time of a millisecond, and five of these are nobody's loss but needed to keep its cores
 * busy. A slow service raises the base to 50 ms and no further.
 *
 * <p>Where requests hardly do anything but wait, more of them cost memory and no time, so the limit rises by a tenth a
 * window: a service that suddenly takes a second instead of 50 ms needs twenty times the places, and with the root alone that
 * would take a minute in which everybody else is refused too.
 *
 * <p>The usual own time follows the mean down in ten windows, and up in fifty while the limit is not in use. While it is, the
 * mean may show the crowd and not the work, and a rule that followed it would let the limit run away. So the falling limit
 * itself is the test: where own time has not fallen with the last quarter of it, the crowd is not to blame, and what it
 * takes now is the usual.
 *
 * <p>Immutable. Source: Gradient2 of Netflix concurrency-limits, but for the base and for how the usual time is found.
 *
 * @param min at least 1
 * @param max at least {@code min}
 */
public record LimitRule(int min, int max) {
    private static final double TOLERANCE = 1.5;
    private static final double BASE_NANOS = 50e6;
    private static final double SMOOTHING = 0.2;
    private static final double LATE_CUT = 0.9;
    private static final double WAITING_SHARE = 0.05;
    private static final double WAITING_RISE = 1.1;
    /** A limit that fell by a quarter lets own time fall by that, where there was a crowd; 0.9 leaves room for chance. */
    private static final double FALLEN = 0.75;

    private static final double UNMOVED = 0.9;
    private static final int FIRST = 128;

    public LimitRule {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("min " + min + ", max " + max);
        }
    }

    /**
     * @param usualNanos of own time; 0 as long as nothing is known
     * @param ownNanos the mean of the last few windows
     * @param worst where own time was at its worst since it is too high; null if it is not
     */
    public record State(
            double limit,
            double usualNanos,
            double ownNanos,
            @Nullable Mark worst) {
        State(double limit, double usualNanos) {
            this(limit, usualNanos, usualNanos, null);
        }

        /** How many may be in flight. */
        public int places() {
            return (int) limit;
        }
    }

    /** The limit and the own time at some moment. */
    public record Mark(double limit, double ownNanos) {}

    /**
     * What was seen in one window.
     *
     * @param samples requests that ended and told their own time
     * @param meanOwnNanos of it
     * @param meanNanos of the whole time of these requests
     * @param mostInFlight at any moment
     * @param late whether most wake-ups came late
     */
    public record Window(int samples, double meanOwnNanos, double meanNanos, int mostInFlight, boolean late) {}

    /** Begins at 128, so that the cold start of a busy gateway sheds little; what is too much is found in a second or two. */
    public State first() {
        return new State(Math.clamp(FIRST, min, max), 0);
    }

    /**
     * Begins with what another rule has learned: its limit, within these bounds, unless that rule left it no room to move; and
     * the usual own time.
     */
    public State first(LimitRule before, State learned) {
        double limit = before.min == before.max ? first().limit() : Math.clamp(learned.limit(), (double) min, max);
        return new State(limit, learned.usualNanos(), learned.ownNanos(), null);
    }

    public State after(State state, Window window) {
        boolean used = window.mostInFlight() > state.limit() / 2;
        State known = window.samples() == 0 ? state : judged(state, window, used);
        double limit = state.limit();
        // Late threads of a gateway that has nothing to do are no reason to refuse those who come next.
        if (window.late() && window.mostInFlight() > 0) {
            limit *= LATE_CUT;
        } else if (used && window.samples() > 0) {
            double gradient = gradient(known.usualNanos(), window);
            boolean waits = gradient == 1 && window.meanOwnNanos() < WAITING_SHARE * window.meanNanos();
            limit = waits ? limit * WAITING_RISE : limit + SMOOTHING * (limit * gradient + Math.sqrt(limit) - limit);
        }
        return new State(
                Math.clamp(limit, (double) min, (double) max), known.usualNanos(), known.ownNanos(), known.worst());
    }

    private static double gradient(double usual, Window window) {
        double crowd = Math.max(window.meanOwnNanos() - usual, 0);
        double base = Math.max(Math.min(window.meanNanos() - crowd, BASE_NANOS), usual);
        return Math.clamp(TOLERANCE * base / Math.max(base + crowd, 1), 0.5, 1);
    }

    /** The same limit with what the window taught about own time. */
    private static State judged(State state, Window window, boolean used) {
        double mean = Math.max(window.meanOwnNanos(), 1);
        if (state.usualNanos() == 0) {
            return new State(state.limit(), mean);
        }
        double own = (state.ownNanos() + mean) / 2;
        double follow = mean < state.usualNanos() ? 0.1 : used ? 0 : 0.02;
        double usual = state.usualNanos() + follow * (mean - state.usualNanos());
        Mark here = new Mark(state.limit(), own);
        Mark worst = state.worst();
        if (!used || gradient(usual, window) == 1) {
            return new State(state.limit(), usual, own, null);
        }
        if (worst == null || own > worst.ownNanos()) {
            return new State(state.limit(), usual, own, here);
        }
        if (state.limit() > FALLEN * worst.limit()) {
            return new State(state.limit(), usual, own, worst);
        }
        return own > UNMOVED * worst.ownNanos()
                ? new State(state.limit(), own, own, null)
                : new State(state.limit(), usual, own, here);
    }
}
