package tributary.perf.soak;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets those who come go on once so many of them are here together. Thread-safe. */
final class Gathering {
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(3);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition complete = lock.newCondition();
    private int present;
    private int gatherings;

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
            long nanos = LONGEST;
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
