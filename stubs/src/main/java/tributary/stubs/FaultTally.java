package tributary.stubs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The counts of a {@link FaultService}, and the waiting for them. Thread-safe. */
final class FaultTally {
    private static final int KEPT = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> byPath = new TreeMap<>();
    private final ArrayDeque<FaultRequest> last = new ArrayDeque<>();
    private int accepted;
    private int open;
    private int requests;
    private int answering;

    void connected() {
        change(() -> {
            accepted++;
            open++;
        });
    }

    void disconnected() {
        change(() -> open--);
    }

    void began(FaultRequest request) {
        change(() -> {
            requests++;
            answering++;
            byPath.merge(request.path(), 1, Integer::sum);
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast(request);
        });
    }

    void ended() {
        change(() -> answering--);
    }

    int accepted() {
        return read(() -> accepted);
    }

    int open() {
        return read(() -> open);
    }

    int requests() {
        return read(() -> requests);
    }

    int requests(String path) {
        return read(() -> byPath.getOrDefault(path, 0));
    }

    int answering() {
        return read(() -> answering);
    }

    Map<String, Integer> byPath() {
        return read(() -> new TreeMap<>(byPath));
    }

    List<FaultRequest> last() {
        return read(() -> List.copyOf(last));
    }

    /** Returns true as soon as {@code condition} holds, false if it does not within {@code atMost}. */
    boolean awaited(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable step) {
        lock.lock();
        try {
            step.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T read(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }
}
