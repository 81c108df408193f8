package tributary.resilience;

import java.time.Duration;

/**
 * Waits for threads that must have ended before anything else may. An interrupt does not end the wait: it is told to the caller,
 * who sets it again when he has nothing more to do that it would spoil. Stateless.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Returns when {@code thread} has ended; whether the caller was interrupted meanwhile. */
    public static boolean join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /** Returns when {@code thread} has ended, or after {@code limit}; whether the caller was interrupted meanwhile. */
    public static boolean join(Thread thread, Duration limit) {
        long start = System.nanoTime();
        Duration left = limit;
        boolean interrupted = false;
        while (thread.isAlive() && left.isPositive()) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = limit.minusNanos(System.nanoTime() - start);
        }
        return interrupted;
    }
}
