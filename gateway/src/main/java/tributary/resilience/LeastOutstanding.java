package tributary.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Chooses among the targets of one service the one with the fewest attempts running, and sets aside those that fail.
 *
 * <p>Five failures in a row set a target aside for {@code ejectFor}, the second time for twice as long, up to ten times; a
 * minute without a failure forgets that. It comes back gradually: over {@code returnOver} its weight grows from a tenth to
 * the whole, and one failure in that time sets it aside again. The last target that is left is never set aside, however
 * ill: it may be the network between us, and somebody must answer. A slow target gets less by itself, because more is
 * running there.
 *
 * <p>Among equals one is chosen at random, so that gateways that started together do not march in step. Thread-safe: a lock,
 * held for some nanoseconds for each target. Source: Envoy's least request balancer, outlier detection and slow start.
 */
public final class LeastOutstanding {
    private static final int FAILURES = 5;
    private static final int LONGEST = 10;
    private static final long FORGET_NANOS = Duration.ofMinutes(1).toNanos();
    private static final double FIRST_WEIGHT = 0.1;

    private final long ejectNanos;
    private final long returnNanos;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final Target[] targets;

    private static final class Target {
        private int outstanding;
        private int failuresInARow;
        private int ejections;
        private boolean ejected;
        /** When it was set aside, or came back. */
        private long since;

        private long lastFailure;
        private boolean returning;
    }

    /** @param random is used under the lock, so it need not be thread-safe */
    public LeastOutstanding(
            int targets, Duration ejectFor, Duration returnOver, Ticker ticker, RandomGenerator random) {
        if (targets < 1 || !ejectFor.isPositive() || !returnOver.isPositive()) {
            throw new IllegalArgumentException("targets " + targets + ", " + ejectFor + ", " + returnOver);
        }
        this.ejectNanos = ejectFor.toNanos();
        this.returnNanos = returnOver.toNanos();
        this.ticker = ticker;
        this.random = random;
        this.targets = new Target[targets];
        for (int i = 0; i < targets; i++) {
            this.targets[i] = new Target();
        }
    }

    /** The target for the next attempt; whoever takes a turn closes it. */
    public Turn next() {
        return next(-1);
    }

    /** The same, but not {@code avoided}, where an attempt has just failed, unless there is no other. */
    public synchronized Turn next(int avoided) {
        long now = ticker.nanos();
        int best = -1;
        int equals = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < targets.length; i++) {
            refresh(targets[i], now);
            // A target to be avoided or set aside is behind all others, not out: one of them may be all there is.
            double burden = (targets[i].outstanding + 1) / weight(targets[i], now)
                    + (i == avoided ? 1e6 : 0)
                    + (targets[i].ejected ? 1e12 : 0);
            equals = burden < least ? 1 : burden == least ? equals + 1 : equals;
            if (burden < least || (burden == least && random.nextInt(equals) == 0)) {
                best = i;
                least = burden;
            }
        }
        targets[best].outstanding++;
        return new Turn(best);
    }

    private void refresh(Target target, long now) {
        long passed = now - target.since;
        // Backwards counts as over: a clock that is set must not keep a target out.
        if (target.ejected && (passed < 0 || passed >= ejectNanos * Math.min(target.ejections, LONGEST))) {
            target.ejected = false;
            target.returning = true;
            target.since = now;
            target.failuresInARow = 0;
        } else if (target.returning && (passed < 0 || passed >= returnNanos)) {
            target.returning = false;
        }
        if (!target.ejected
                && target.ejections > 0
                && now - Math.max(target.lastFailure, target.since) >= FORGET_NANOS) {
            target.ejections = 0;
        }
    }

    private double weight(Target target, long now) {
        return target.returning ? Math.clamp((double) (now - target.since) / returnNanos, FIRST_WEIGHT, 1) : 1;
    }

    private void ended(int index, boolean failed, boolean succeeded) {
        long now = ticker.nanos();
        Target target = targets[index];
        target.outstanding--;
        if (succeeded) {
            target.failuresInARow = 0;
        }
        if (!failed) {
            return;
        }
        target.failuresInARow++;
        target.lastFailure = now;
        boolean enough = target.failuresInARow >= FAILURES || target.returning;
        if (enough && !target.ejected && others(index)) {
            target.ejected = true;
            target.returning = false;
            target.ejections++;
            target.since = now;
        }
    }

    private boolean others(int index) {
        for (int i = 0; i < targets.length; i++) {
            if (i != index && !targets[i].ejected) {
                return true;
            }
        }
        return false;
    }

    /** Whether a target is set aside at the moment. */
    public synchronized boolean ejected(int target) {
        refresh(targets[target], ticker.nanos());
        return targets[target].ejected;
    }

    /** Attempts running at a target. */
    public synchronized int outstanding(int target) {
        return targets[target].outstanding;
    }

    /** One attempt at one target. Closed without a word it counts as cancelled: neither failed nor well. For one thread. */
    public final class Turn implements AutoCloseable {
        private final int target;
        private boolean failed;
        private boolean succeeded;
        private boolean closed;

        private Turn(int target) {
            this.target = target;
        }

        /** Its number, from 0. */
        public int target() {
            return target;
        }

        /** The target answered as it should, before closing. */
        public void succeeded() {
            succeeded = true;
        }

        /** The target is to blame, before closing. */
        public void failed() {
            failed = true;
        }

        @Override
        public void close() {
            synchronized (LeastOutstanding.this) {
                if (!closed) {
                    closed = true;
                    ended(target, failed, succeeded);
                }
            }
        }
    }
}
