package tributary.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened with one call of a request. Its attempts may be written down by several threads; all else is written by the
 * call's own thread, and read when that has ended.
 */
public final class CallTrace {
    /** A call for each of a thousand elements has a thousand attempts, of which the first ones tell enough. */
    public static final int KEPT = 64;

    /** How a call ended. */
    public enum End {
        ANSWERED,
        /** Its {@code when} said no. */
        SKIPPED,
        /** It failed, and its default stands in its place. */
        DEFAULTED,
        /** It failed, and the request with it. */
        FAILED,
        /** It was given up, because the request had ended. */
        CANCELLED
    }

    private final TraceContext context;
    private final long readyNanos;
    private final List<AttemptTrace> attempts = new ArrayList<>(1);
    private int made;
    private int shared;

    private End end = End.CANCELLED;
    private String reason = "";
    private int status;
    private int requests;
    private long endNanos;

    CallTrace(TraceContext context, long readyNanos) {
        this.context = context;
        this.readyNanos = readyNanos;
        this.endNanos = readyNanos;
    }

    /** The trace that it is part of. */
    public TraceContext context() {
        return context;
    }

    /** An attempt has ended. */
    public synchronized void add(AttemptTrace attempt) {
        made++;
        if (attempts.size() < KEPT) {
            attempts.add(attempt);
        }
    }

    /** It took the answer to an equal request of the same client's request, instead of sending its own. */
    public synchronized void takenFromAnother() {
        shared++;
    }

    /**
     * It has ended.
     *
     * @param reason why it is missing; empty where it is not
     * @param status of the service's answer; 0 where there is none
     * @param requests that were sent for it
     */
    public void ended(End how, String reason, int status, int requests, long nanos) {
        this.end = how;
        this.reason = reason;
        this.status = status;
        this.requests = requests;
        this.endNanos = nanos;
    }

    /** It was given up. */
    public void cancelled(long nanos) {
        this.endNanos = nanos;
    }

    /** When all it needed was there. */
    public long readyNanos() {
        return readyNanos;
    }

    public long endNanos() {
        return endNanos;
    }

    public End end() {
        return end;
    }

    public String reason() {
        return reason;
    }

    public int status() {
        return status;
    }

    public int requests() {
        return requests;
    }

    /** The first {@link #KEPT} that ended, in the order in which they did. */
    public synchronized List<AttemptTrace> attempts() {
        return List.copyOf(attempts);
    }

    /** How many attempts were made. */
    public synchronized int made() {
        return made;
    }

    /** How many of its requests were answered from an equal one. */
    public synchronized int shared() {
        return shared;
    }
}
