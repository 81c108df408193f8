package tributary.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a retry: anything from nothing to {@code base} before the first, each time twice as much, never
 * beyond {@code cap}. All of it is random (full jitter), so that those who failed together do not come back together.
 *
 * <p>Immutable; the randomness comes as an argument. Source: AWS Architecture Blog, "Exponential Backoff and Jitter".
 *
 * @param base above zero
 * @param cap at least the base
 */
public record Backoff(Duration base, Duration cap) {
    public Backoff {
        if (!base.isPositive() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("base " + base + ", cap " + cap);
        }
    }

    /** Nanoseconds before the retry of this number, 1 for the first. */
    public long nanos(int retry, RandomGenerator random) {
        long most = cap.toNanos();
        int doublings = Math.clamp(retry - 1L, 0, Long.SIZE - 2);
        // Compared by shifting down: the base shifted up might overflow.
        long bound = base.toNanos() > most >> doublings ? most : base.toNanos() << doublings;
        return random.nextLong(bound + 1);
    }
}
