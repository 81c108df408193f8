package tributary.resilience;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * At most {@code places} at once, and at most {@code queue} waiting for a place, in the order in which they came; whoever
 * comes beyond that is refused at once.
 *
 * <p>Thread-safe: the count of those inside or waiting is one atomic number, so both bounds hold exactly; who holds a place
 * is the semaphore's business alone.
 */
public final class Bulkhead {
    private final int bound;
    private final Semaphore places;
    private final AtomicInteger present = new AtomicInteger();

    public Bulkhead(int places, int queue) {
        this.bound = Math.addExact(places, queue);
        this.places = new Semaphore(places, true);
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
            entered = places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            return entered;
        } finally {
            if (!entered) {
                present.decrementAndGet();
            }
        }
    }

    public void leave() {
        places.release();
        present.decrementAndGet();
    }

    /** How many are inside or waiting. */
    public int present() {
        return present.get();
    }
}
