package tributary.observe;

/**
 * Somebody who is told of requests when they have ended: a log, a trace, a page. It is asked on the request's own thread, so it
 * neither blocks nor throws; what it cannot take it drops and counts.
 */
public interface Observer {
    /** What is known of a request before its record is made. */
    record Ended(int status, String outcome, long elapsedNanos, boolean recorded, boolean explained) {}

    /** Whether it wants the record, which is made only if somebody does. */
    boolean wants(Ended ended);

    /** Takes the record. */
    void take(RequestRecord request);
}
