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

    /** How TLS ended to come about. */
    public enum Handshake {
        DONE,
        /** The client began with something other than TLS. */
        NO_TLS,
        /** The two did not agree, or one did not believe the other. */
        REFUSED,
        /** The connection ended before that. */
        BROKEN_OFF,
        /** Not within the time for a head. */
        LATE
    }

    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder flooding = new LongAdder();
    private final Map<Timeout, LongAdder> timedOut = new EnumMap<>(Timeout.class);
    private final Map<Handshake, LongAdder> handshakes = new EnumMap<>(Handshake.class);

    ConnectionCounts() {
        for (Timeout which : Timeout.values()) {
            timedOut.put(which, new LongAdder());
        }
        for (Handshake how : Handshake.values()) {
            handshakes.put(how, new LongAdder());
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

    /** Requests whose client left before it was answered, or all of its stream was written. */
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

    /** Beginnings of TLS that ended so. */
    public long handshakes(Handshake how) {
        return of(how).sum();
    }

    void countHandshake(Handshake how) {
        of(how).increment();
    }

    private LongAdder of(Handshake how) {
        return Objects.requireNonNull(handshakes.get(how));
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
