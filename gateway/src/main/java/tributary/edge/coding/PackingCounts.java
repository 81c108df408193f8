package tributary.edge.coding;

import java.util.concurrent.atomic.LongAdder;

/** How much was packed since the start. Thread-safe. */
public final class PackingCounts {
    private final LongAdder plain = new LongAdder();
    private final LongAdder packed = new LongAdder();

    public void count(long plainBytes, long packedBytes) {
        plain.add(plainBytes);
        packed.add(packedBytes);
    }

    /** Bytes before. */
    public long plain() {
        return plain.sum();
    }

    /** Bytes after. */
    public long packed() {
        return packed.sum();
    }
}
