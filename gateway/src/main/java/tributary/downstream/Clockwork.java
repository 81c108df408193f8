package tributary.downstream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tributary.resilience.Ticker;

/**
 * Time and chance as the policies around a call use them; a test brings its own.
 *
 * @param random thread-safe
 */
public record Clockwork(Ticker ticker, Waiting waiting, RandomGenerator random) {
    /** Nobody counts it down: who waits for it only wants time to pass. */
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /** How a thread waits. */
    @FunctionalInterface
    public interface Waiting {
        /** Waits for {@code event}, at most for {@code nanos}; whether it has come. */
        boolean until(CountDownLatch event, long nanos) throws InterruptedException;
    }

    /** The time of {@code ticker}, which must be the real one. */
    public static Clockwork of(Ticker ticker) {
        return new Clockwork(
                ticker, (event, nanos) -> event.await(nanos, TimeUnit.NANOSECONDS), () -> ThreadLocalRandom.current()
                        .nextLong());
    }

    void pause(long nanos) throws InterruptedException {
        boolean never = waiting.until(NEVER, nanos);
        assert !never;
    }
}
