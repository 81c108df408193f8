package tributary.schedule;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** An even beat from the first run on, after each of whose strokes but the first a run begins up to {@code jitter} later. For one thread. */
final class EveryLater implements Rhythm {
    private final Duration every;
    private final Duration jitter;
    private Duration later = Duration.ZERO;

    EveryLater(Duration every, Duration jitter) {
        this.every = every;
        this.jitter = jitter;
    }

    @Override
    public Duration first(RandomGenerator random) {
        // Whoever starts wants it soon, and nobody starts to the second with others.
        return Duration.ZERO;
    }

    @Override
    public Duration next(Duration took, RandomGenerator random) {
        long sinceBeat = later.plus(took).toNanos();
        long beat = every.toNanos();
        later = AtTimes.part(jitter, random);
        // Strokes that the run has missed are left out.
        return Duration.ofNanos(beat - sinceBeat % beat).plus(later);
    }
}
