package tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** When the runs of a {@link Periodic} begin. Called by the thread that runs it; does not throw. */
public interface Rhythm {

    /** How long to wait before the first run. */
    Duration first(RandomGenerator random);

    /** How long to wait after a run that took {@code took}. */
    Duration next(Duration took, RandomGenerator random);

    /** Whether it goes by the clock on the wall, which may be set, or have gone on while the machine slept. */
    default boolean isByWall() {
        return false;
    }

    /** At once, and then in this distance from beginning to beginning. */
    static Rhythm every(Duration every) {
        return new Every(every);
    }

    /** At once, and then in this distance, each time up to {@code jitter} later; for one thread. */
    static Rhythm every(Duration every, Duration jitter) {
        return new EveryLater(every, jitter);
    }

    /** When the clock on the wall says so, each time up to {@code jitter} later; for one thread. */
    static Rhythm at(Times times, Duration jitter, InstantSource wall) {
        return new AtTimes(times, jitter, wall);
    }

    /** Times that never end. */
    @FunctionalInterface
    interface Times {
        /** The first one after that. */
        Instant after(Instant time);
    }

    /**
     * A fixed distance between two beginnings, each time up to a tenth shorter or longer, so that gateways started together
     * do not ask together for ever. Beginnings that a long run has missed are left out, not made up for.
     *
     * @param every positive
     */
    record Every(Duration every) implements Rhythm {
        private static final double JITTER = 0.1;

        @Override
        public Duration first(RandomGenerator random) {
            return Duration.ZERO;
        }

        @Override
        public Duration next(Duration took, RandomGenerator random) {
            double share = 1 + JITTER * (2 * random.nextDouble() - 1);
            long wait = (long) ((double) every.toNanos() * share) - took.toNanos();
            return Duration.ofNanos(wait >= 0 ? wait : Math.floorMod(wait, every.toNanos()));
        }
    }
}
