package tributary.resilience;

import java.time.Duration;
import java.util.Arrays;

/**
 * Counts of several kinds over the last {@code window}, kept in a ring of ten slots: what is counted falls out after between
 * nine and ten tenths of the window.
 *
 * <p>On a clock that goes back, the slot stays the one it was until time has caught up.
 *
 * <p>Not thread-safe: its owner guards it. Allocates nothing after it was made.
 */
final class SlidingCounts {
    private static final int SLOTS = 10;

    private final long slotNanos;
    private final int kinds;
    private final int[] counts;
    private final int[] sums;
    private long started;
    private long slot;

    SlidingCounts(int kinds, Duration window, long now) {
        this.slotNanos = Math.max(window.toNanos() / SLOTS, 1);
        this.kinds = kinds;
        this.counts = new int[kinds * SLOTS];
        this.sums = new int[kinds];
        this.started = now;
    }

    void add(int kind, long now) {
        advance(now);
        counts[start(slot) + kind]++;
        sums[kind]++;
    }

    int sum(int kind, long now) {
        advance(now);
        return sums[kind];
    }

    void clear(long now) {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        started = now;
        slot = 0;
    }

    private void advance(long now) {
        long due = (now - started) / slotNanos;
        if (due - slot >= SLOTS) {
            clear(now);
            return;
        }
        while (slot < due) {
            slot++;
            int first = start(slot);
            for (int kind = 0; kind < kinds; kind++) {
                sums[kind] -= counts[first + kind];
                counts[first + kind] = 0;
            }
        }
    }

    private int start(long ofSlot) {
        return (int) (ofSlot % SLOTS) * kinds;
    }
}
