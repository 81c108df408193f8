package tributary.downstream;

import tributary.resilience.Deadline;

/**
 * One service's wire: sends a request, returns its answer whole. The seam between policy ({@link Downstream}) and socket.
 *
 * <p>An exchange ends, one way or the other, at its deadline at the latest: waiting for a connection, resolving, connecting,
 * TLS, writing, the head and every byte of the body count. What is expected to go wrong is a value ({@link Failure}); the
 * one exception is {@link InterruptedException}, which is cancellation: the connection in use is closed (over HTTP/2 the
 * exchange's stream of it), nothing is retried.
 *
 * <p>Thread-safe: exchanges run side by side.
 */
public interface Transport extends AutoCloseable {

    /** Sends {@code request} and returns the whole answer, its body unpacked, or why there is none. */
    Exchanged exchange(WireRequest request, Deadline deadline) throws InterruptedException;

    /** Connections that serve an exchange just now, those being opened among them; over HTTP/2 the exchanges. */
    int inUse();

    /** How its connections are at the moment. Of one that keeps none, and lets nobody wait, those are open that are used. */
    default WireUse wireUse() {
        return new WireUse(inUse(), 0, 0);
    }

    /** Closes idle connections now and the others as their exchanges end. */
    @Override
    void close();
}
