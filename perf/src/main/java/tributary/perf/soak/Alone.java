package tributary.perf.soak;

import java.util.concurrent.atomic.AtomicInteger;

/** A place where nobody may be beside another, and where every fourth stays for long. Thread-safe. */
final class Alone {
    private final long longMillis;
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger visits = new AtomicInteger();

    Alone(long longMillis) {
        this.longMillis = longMillis;
    }

    String document() throws InterruptedException {
        most.accumulateAndGet(present.incrementAndGet(), Math::max);
        try {
            if (visits.incrementAndGet() % 4 == 0) {
                Thread.sleep(longMillis);
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
