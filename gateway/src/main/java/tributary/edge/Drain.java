package tributary.edge;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tributary.resilience.Ticker;

/**
 * How the requests under way come to their end when the gateway stops: first each answer says that it is its connection's
 * last, in the end whatever still works is interrupted. In between is only waiting.
 *
 * <p>Thread-safe. A thread is interrupted only while it is inside {@link #during}: one that writes an answer must never be,
 * since an interrupt closes the socket that it writes to.
 */
public final class Drain {
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Ticker ticker;
    private final AtomicInteger requests = new AtomicInteger();
    /** The threads inside {@link #during}; what the map guards is that none is interrupted once it has left. */
    private final ConcurrentHashMap<Thread, Boolean> atWork = new ConcurrentHashMap<>();

    /** When the last request began, or the end was announced. */
    private volatile long lastEvent;

    private volatile boolean announced;
    private volatile boolean cancelled;

    public Drain(Ticker ticker) {
        this.ticker = ticker;
        this.lastEvent = ticker.nanos();
    }

    /** Work that an interrupt ends. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws InterruptedException;
    }

    void begins() {
        requests.incrementAndGet();
        lastEvent = ticker.nanos();
    }

    /** The request's answer is written, or will never be. */
    void ends() {
        requests.decrementAndGet();
    }

    /** Whether answers say that they are their connection's last. */
    boolean announced() {
        return announced;
    }

    /**
     * What {@code work} returns.
     *
     * @throws InterruptedException where it was cancelled, by {@link #cancel} or otherwise
     */
    <T> T during(Work<T> work) throws InterruptedException {
        Thread me = Thread.currentThread();
        atWork.put(me, true);
        try {
            // Looked at after the entry: whoever cancels sets it before it looks at the entries, so one sees the other.
            if (cancelled) {
                throw new InterruptedException();
            }
            return work.run();
        } finally {
            atWork.remove(me);
            if (cancelled) {
                // It may have come after the work was done, and must not meet the writing of the answer.
                Thread.interrupted();
            }
        }
    }

    /** From now on answers say that they are their connection's last. */
    public void announce() {
        announced = true;
        lastEvent = ticker.nanos();
    }

    /** Waits until, since the announcement, no request has begun for {@code quiet}; at most {@code limit}. */
    public void awaitQuiet(Supplier<Duration> quiet, Duration limit) throws InterruptedException {
        long start = ticker.nanos();
        while (ticker.nanos() - lastEvent < quiet.get().toNanos() && ticker.nanos() - start < limit.toNanos()) {
            Thread.sleep(GLANCE);
        }
    }

    /** Waits until every request is answered, at most {@code limit}; whether that is so. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        long start = ticker.nanos();
        while (requests.get() > 0 && ticker.nanos() - start < limit.toNanos()) {
            Thread.sleep(GLANCE);
        }
        return requests.get() == 0;
    }

    /** Interrupts all work, that which comes later too; its requests are answered with 503. */
    public void cancel() {
        cancelled = true;
        for (Thread thread : atWork.keySet()) {
            // Done as one step with the look whether it is still inside.
            atWork.computeIfPresent(thread, (inside, entry) -> {
                inside.interrupt();
                return entry;
            });
        }
    }

    /** Whether work was interrupted, or is to be. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Requests that have begun and are not answered. */
    public int requests() {
        return requests.get();
    }
}
