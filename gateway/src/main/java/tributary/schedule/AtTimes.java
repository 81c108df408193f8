package tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** At times of the clock on the wall, each up to {@code jitter} later. For one thread. */
final class AtTimes implements Rhythm {
    /** How much the clock on the wall may lag behind the one by which a thread sleeps. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private final Times times;
    private final Duration jitter;
    private final InstantSource wall;
    private Instant last = Instant.MIN;

    AtTimes(Times times, Duration jitter, InstantSource wall) {
        this.times = times;
        this.jitter = jitter;
        this.wall = wall;
    }

    @Override
    public Duration first(RandomGenerator random) {
        return untilNext(random);
    }

    @Override
    public Duration next(Duration took, RandomGenerator random) {
        return untilNext(random);
    }

    @Override
    public boolean isByWall() {
        return true;
    }

    private Duration untilNext(RandomGenerator random) {
        Instant now = wall.instant();
        // Who woke up a moment too early has had that time all the same. A clock that was set back is believed.
        boolean early = last.isAfter(now) && last.isBefore(now.plus(LAG));
        last = times.after(early ? last : now);
        return Duration.between(now, last).plus(part(jitter, random));
    }

    static Duration part(Duration whole, RandomGenerator random) {
        return Duration.ofNanos(whole.isZero() ? 0 : random.nextLong(whole.toNanos()));
    }
}
