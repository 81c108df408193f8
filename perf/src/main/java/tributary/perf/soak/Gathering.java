package tributary.perf.soak;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets those who come go on once so many of them are here together. Thread-safe. */
final class Gathering {
    private final long longest;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition complete = lock.newCondition();
    private int present;
    private int gatherings;

    /** @param longest how long one waits for the others */
    Gathering(Duration longest) {
        this.longest = longest.toNanos();
    }

    /** Waits for {@code count} to be here, this caller among them; returns false where they did not come in time. */
    boolean awaited(int count) throws InterruptedException {
        lock.lock();
        try {
            int before = gatherings;
            present++;
            if (present >= count) {
                present = 0;
                gatherings++;
                complete.signalAll();
                return true;
            }
            long nanos = longest;
            while (gatherings == before && nanos > 0) {
                nanos = complete.awaitNanos(nanos);
            }
            if (gatherings == before) {
                // Those who come later must not count on whoever gave up.
                present--;
            }
            return gatherings != before;
        } finally {
            lock.unlock();
        }
    }
}
