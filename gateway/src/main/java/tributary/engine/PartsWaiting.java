package tributary.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** How many parts, of all streams together, are there and not yet taken by who writes them. Thread-safe. */
public final class PartsWaiting {
    private final AtomicInteger waiting = new AtomicInteger();

    void came() {
        waiting.incrementAndGet();
    }

    void gone(int parts) {
        waiting.addAndGet(-parts);
    }

    public int now() {
        return waiting.get();
    }
}
