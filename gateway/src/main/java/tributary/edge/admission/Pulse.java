package tributary.edge.admission;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import tributary.resilience.Uninterrupted;

/**
 * How late a virtual thread wakes up that wants to sleep for 10 ms: what each request's thread suffers at each of its steps
 * when there are too few cores for all of them, whoever takes these. While nothing goes on it sleeps for 100 ms, so that an
 * idle gateway stays idle.
 *
 * <p>Owns the thread; closing ends it and waits for it.
 */
final class Pulse implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final Duration RESTING = Duration.ofMillis(100);

    private final BooleanSupplier resting;
    private final LongConsumer lateNanos;
    private final Thread thread = Thread.ofVirtual().name("overload pulse").unstarted(this::beat);

    private Pulse(BooleanSupplier resting, LongConsumer lateNanos) {
        this.resting = resting;
        this.lateNanos = lateNanos;
    }

    /** @param lateNanos told after each sleep how late it ended */
    static Pulse start(BooleanSupplier resting, LongConsumer lateNanos) {
        Pulse pulse = new Pulse(resting, lateNanos);
        pulse.thread.start();
        return pulse;
    }

    private void beat() {
        try {
            while (true) {
                Duration sleep = resting.getAsBoolean() ? RESTING : BEAT;
                long start = System.nanoTime();
                Thread.sleep(sleep);
                lateNanos.accept(Math.max(System.nanoTime() - start - sleep.toNanos(), 0));
            }
        } catch (InterruptedException e) {
            // It is being closed.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        if (Uninterrupted.join(thread)) {
            Thread.currentThread().interrupt();
        }
    }
}
