package tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Time that passes when a test says so, and not before the threads that are to sleep do. No chance in it. */
final class FakeTime {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<Thread, Long> sleepers = new HashMap<>();
    private long nanos;

    /** Random numbers in the middle. */
    Timing timing() {
        return new Timing(this::nanos, () -> START.plusNanos(nanos()), this::sleep, () -> Long.MIN_VALUE);
    }

    synchronized long nanos() {
        return nanos;
    }

    private synchronized void sleep(Duration time) throws InterruptedException {
        long until = nanos + time.toNanos();
        if (until == nanos) {
            return;
        }
        sleepers.put(Thread.currentThread(), until);
        notifyAll();
        try {
            while (sleepers.containsKey(Thread.currentThread())) {
                wait();
            }
        } finally {
            sleepers.remove(Thread.currentThread());
        }
    }

    /** Waits until so many threads sleep. */
    synchronized void awaitAsleep(int threads) throws InterruptedException {
        while (sleepers.size() != threads) {
            wait();
        }
    }

    /** Lets time pass; whoever wakes up meanwhile must be asleep again, so that {@code threads} are, before it goes on. */
    void advance(Duration time, int threads) throws InterruptedException {
        awaitAsleep(threads);
        long target = nanos() + time.toNanos();
        while (wakeNext(target)) {
            awaitAsleep(threads);
        }
    }

    private synchronized boolean wakeNext(long target) {
        long next = sleepers.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        nanos = Math.min(next, target);
        if (next > target) {
            return false;
        }
        sleepers.values().removeIf(until -> until == next);
        notifyAll();
        return true;
    }

    /** For the work of a test: it takes so long. */
    synchronized void pass(Duration time) {
        nanos += time.toNanos();
    }
}
