package tributary.stubs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stub service was asked: a count per target, and the last requests themselves.
 *
 * <p>Keeps 100 requests and 10,000 different targets; of further targets only the total is counted. Thread-safe.
 */
final class Seen {
    private static final int REQUESTS = 100;
    private static final int TARGETS = 10_000;

    private final Map<String, Long> byTarget = new TreeMap<>();
    private final ArrayDeque<SeenRequest> last = new ArrayDeque<>();
    private long total;

    synchronized void add(SeenRequest request) {
        total++;
        if (byTarget.size() < TARGETS || byTarget.containsKey(request.target())) {
            byTarget.merge(request.target(), 1L, Long::sum);
        }
        if (last.size() == REQUESTS) {
            last.removeFirst();
        }
        last.addLast(request);
        notifyAll();
    }

    /** Returns true as soon as {@code count} requests were seen, false if they were not in time. */
    synchronized boolean awaited(long count, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (total < count) {
            long leftMillis = (until - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    synchronized long total() {
        return total;
    }

    synchronized long of(String target) {
        return byTarget.getOrDefault(target, 0L);
    }

    synchronized Map<String, Long> byTarget() {
        return new TreeMap<>(byTarget);
    }

    synchronized List<SeenRequest> last() {
        return List.copyOf(last);
    }

    synchronized void forget() {
        total = 0;
        byTarget.clear();
        last.clear();
    }
}
