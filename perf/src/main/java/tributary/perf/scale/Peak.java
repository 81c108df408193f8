package tributary.perf.scale;

import java.util.concurrent.atomic.AtomicBoolean;
import tributary.perf.process.Child;

/** Watches the memory of a process until {@link #close}, every 50 ms. */
final class Peak implements AutoCloseable {
    private static final long EVERY_MILLIS = 50;

    private final Child child;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread;
    private volatile double megabytes;

    Peak(Child child) {
        this.child = child;
        this.thread = Thread.ofPlatform().daemon().name("peak").start(this::watch);
    }

    private void watch() {
        try {
            while (!ended.get()) {
                megabytes = Math.max(megabytes, child.residentMegabytes().orElse(0));
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException cancelled) {
            // Closed.
        }
    }

    /** The most so far. */
    double megabytes() {
        return megabytes;
    }

    @Override
    public void close() {
        ended.set(true);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        }
    }
}
