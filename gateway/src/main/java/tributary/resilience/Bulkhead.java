package tributary.resilience;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * At most {@code places} at once, and at most {@code queue} waiting for a place, in the order in which they came; whoever
 * comes beyond that is refused at once.
 *
 * <p>Both bounds may change while it is in use: nobody is put out, so where there are fewer places than are held, nobody comes
 * in until enough of them were left.
 *
 * <p>Thread-safe: the count of those inside or waiting is one atomic number, so both bounds hold exactly; who holds a place
 * is the semaphore's business alone.
 */
public final class Bulkhead {
    private final Places free;
    private final AtomicInteger present = new AtomicInteger();
    private volatile int bound;
    /** Guarded by this. */
    private int places;

    /** A semaphore that can owe permits. */
    private static final class Places extends Semaphore {
        private static final long serialVersionUID = 1;

        Places(int places) {
            super(places, true);
        }

        void fewer(int by) {
            reducePermits(by);
        }
    }

    public Bulkhead(int places, int queue) {
        this.bound = Math.addExact(places, queue);
        this.places = places;
        this.free = new Places(places);
    }

    /** Has so many places from now on, and so many who wait. */
    public synchronized void resize(int toPlaces, int queue) {
        bound = Math.addExact(toPlaces, queue);
        if (toPlaces > places) {
            free.release(toPlaces - places);
        } else {
            free.fewer(places - toPlaces);
        }
        places = toPlaces;
    }

    /**
     * Takes a place, waiting for one until {@code deadline}. Whoever gets true calls {@link #leave()} once, in a
     * {@code finally}.
     */
    public boolean enter(Deadline deadline) throws InterruptedException {
        if (present.incrementAndGet() > bound) {
            present.decrementAndGet();
            return false;
        }
        boolean entered = false;
        try {
            // Not tryAcquire() first: it would take a place that is free for a moment before those who wait for it.
            entered = free.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            return entered;
        } finally {
            if (!entered) {
                present.decrementAndGet();
            }
        }
    }

    public void leave() {
        free.release();
        present.decrementAndGet();
    }

    /** How many are inside or waiting. */
    public int present() {
        return present.get();
    }
}
