package tributary.edge.connection;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a listener's connections came to, since it started. All numbers but {@link #open} only grow.
 *
 * <p>Thread-safe.
 */
public final class ConnectionCounts {
    /** Which deadline a client missed. */
    public enum Timeout {
        HEADER,
        BODY,
        IDLE,
        WRITE
    }

    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder flooding = new LongAdder();
    private final Map<Timeout, LongAdder> timedOut = new EnumMap<>(Timeout.class);

    ConnectionCounts() {
        for (Timeout which : Timeout.values()) {
            timedOut.put(which, new LongAdder());
        }
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }

    /** Connections closed as they came because there were too many, or because the listener is stopping. */
    public long refused() {
        return refused.sum();
    }

    /** Requests whose client left before it was answered. */
    public long cancelled() {
        return cancelled.sum();
    }

    /** Requests refused because of their form. */
    public long malformed() {
        return malformed.sum();
    }

    /** HTTP/2 connections ended because they asked for too much of what costs them nothing. */
    public long flooding() {
        return flooding.sum();
    }

    /** Connections ended by a deadline. */
    public long timedOut(Timeout which) {
        return of(which).sum();
    }

    /** Takes a place if there is one. */
    boolean opened(int max) {
        // Counted before it is compared, so that no two threads share the last place.
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void closed() {
        open.decrementAndGet();
    }

    void countRefused() {
        refused.increment();
    }

    void countCancelled() {
        cancelled.increment();
    }

    void countMalformed() {
        malformed.increment();
    }

    void countFlooding() {
        flooding.increment();
    }

    void countTimeout(Timeout which) {
        of(which).increment();
    }

    private LongAdder of(Timeout which) {
        return Objects.requireNonNull(timedOut.get(which));
    }
}
