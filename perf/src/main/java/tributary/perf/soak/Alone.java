package tributary.perf.soak;

import java.util.concurrent.atomic.AtomicInteger;

/** A place where nobody may be beside another, and where every fourth stays longer than there is between two. Thread-safe. */
final class Alone {
    private static final long LONG_MILLIS = 1200;

    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger visits = new AtomicInteger();

    String document() throws InterruptedException {
        most.accumulateAndGet(present.incrementAndGet(), Math::max);
        try {
            if (visits.incrementAndGet() % 4 == 0) {
                Thread.sleep(LONG_MILLIS);
            }
            return "{\"alone\":true}";
        } finally {
            present.decrementAndGet();
        }
    }

    /** How many were here together at most. */
    int most() {
        return most.get();
    }

    int visits() {
        return visits.get();
    }
}
