package tributary.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import tributary.resilience.Ticker;

/**
 * Time and chance as a {@link Schedule} uses them; a test brings its own.
 *
 * @param ticker for how long something took
 * @param wall for what is told to people
 * @param random thread-safe
 */
public record Timing(Ticker ticker, InstantSource wall, Sleep sleep, RandomGenerator random) {

    /** How a thread waits. */
    @FunctionalInterface
    public interface Sleep {
        void sleep(Duration time) throws InterruptedException;
    }

    /** The real ones. */
    public static Timing system() {
        return new Timing(Ticker.SYSTEM, InstantSource.system(), Thread::sleep, () -> ThreadLocalRandom.current()
                .nextLong());
    }
}
