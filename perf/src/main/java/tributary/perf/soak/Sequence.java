package tributary.perf.soak;

import java.util.concurrent.atomic.AtomicInteger;

/** Events of one key: numbered from 1, the next one only when the one before has been accepted. Thread-safe. */
final class Sequence {
    private final String key;
    private final AtomicInteger begun = new AtomicInteger();

    Sequence(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    int next() {
        return begun.incrementAndGet();
    }

    /** The number of the last one. */
    int last() {
        return begun.get();
    }
}
