package tributary.resilience;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a place: the most important class first, and within it whoever came last. Under a short burst everybody is
 * served; under a long one those are who still have time, and the others are refused early.
 *
 * <p>One waits 100 ms at most, and 5 ms if the room has not been empty for 100 ms: then it is no burst. Not thread-safe: its
 * owner guards it, wakes and removes. Source: "Fail at Scale", Ben Maurer, ACM Queue 2015 (CoDel and adaptive LIFO).
 *
 * @param <W> who waits
 */
final class WaitingRoom<W> {
    private static final long LONG_NANOS = Duration.ofMillis(100).toNanos();
    private static final long SHORT_NANOS = Duration.ofMillis(5).toNanos();

    /** In the order of the classes, as an enum map is. */
    private final Map<Priority, ArrayDeque<W>> waiting = new EnumMap<>(Priority.class);

    private long emptyNanos;

    int size() {
        int size = 0;
        for (ArrayDeque<W> each : waiting.values()) {
            size += each.size();
        }
        return size;
    }

    /** Lets somebody in and returns how long to wait. */
    long enter(Priority priority, W waiter, long now) {
        if (size() == 0) {
            emptyNanos = now;
        }
        waiting.computeIfAbsent(priority, _ -> new ArrayDeque<>()).addLast(waiter);
        return now - emptyNanos > LONG_NANOS ? SHORT_NANOS : LONG_NANOS;
    }

    /** Takes out the first in the order of service whom {@code fits} accepts. */
    @Nullable
    W next(Predicate<W> fits) {
        for (ArrayDeque<W> each : waiting.values()) {
            for (Iterator<W> newestFirst = each.descendingIterator(); newestFirst.hasNext(); ) {
                W waiter = newestFirst.next();
                if (fits.test(waiter)) {
                    newestFirst.remove();
                    return waiter;
                }
            }
        }
        return null;
    }

    /** Whoever gave up. */
    void leave(W waiter) {
        for (ArrayDeque<W> each : waiting.values()) {
            each.remove(waiter);
        }
    }
}
