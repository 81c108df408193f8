package tributary.edge.connection;

import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the client who asked is still there. Work for it runs in {@link #during}, and only there is its thread interrupted
 * when the client leaves: a thread that writes to a client must never be, since that would close the socket.
 *
 * <p>Races: the thread inside and the departure are two fields under one lock. A departure is seen by the thread that enters
 * after it, and interrupts the thread that is inside; it cannot interrupt one that has gone out, as going out takes the lock
 * too. Whoever goes out clears the interrupt it may have been sent but not met, so that none is left for the answer's
 * writing; no interrupt of another origin is cleared unless the client has left, where it no longer matters.
 */
public final class Presence {
    /** Of a client on a connection that is not guarded, such as in tests of handlers. */
    private static final Presence UNKNOWN = new Presence(new ConnectionCounts(), () -> false, () -> {}, () -> {});

    private static final String STREAM_CLOSED = "Stream is already closed.";

    private final ConnectionCounts counts;
    private final BooleanSupplier cutOff;
    private final Runnable entered;
    private final Runnable gone;
    private @Nullable Thread inside;
    private boolean left;
    /** The first that is known; whatever is met later comes of it. */
    private @Nullable Absence why;

    /**
     * @param cutOff whether the connection was closed because its client did not read
     * @param entered called when work begins, {@code gone} when it has ended
     */
    Presence(ConnectionCounts counts, BooleanSupplier cutOff, Runnable entered, Runnable gone) {
        this.counts = counts;
        this.cutOff = cutOff;
        this.entered = entered;
        this.gone = gone;
    }

    /** Work that an interrupt ends. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws InterruptedException;
    }

    /** That of the client who sent {@code request}. */
    public static Presence of(ServerRequest request) {
        return request.remotePeer() instanceof ClientPeer peer ? peer.presence(request.id()) : UNKNOWN;
    }

    /**
     * What {@code work} returns. Work that has its result before it sees the interrupt is not lost: the client may only have
     * closed its sending half.
     *
     * @throws CloseConnectionException where the client left; there is nobody to answer
     * @throws InterruptedException where the thread was interrupted for another reason
     */
    public <T> T during(Work<T> work) throws InterruptedException {
        enter();
        try {
            return work.run();
        } catch (InterruptedException e) {
            if (hasLeft()) {
                throw cancelled();
            }
            throw e;
        } finally {
            goOut();
        }
    }

    /** Work that reads what the client sends. */
    @FunctionalInterface
    public interface Reading<T, X extends Exception> {
        T run() throws X;
    }

    /**
     * What {@code work} returns. It is not interrupted, as reading may mean writing too, and sees for itself when the client
     * leaves; only the exception is another one then.
     *
     * @throws CloseConnectionException where the client left before it had sent all
     */
    public <T, X extends Exception> T reading(Reading<T, X> work) throws X {
        try {
            return work.run();
        } catch (Exception e) {
            if (hasLeft()) {
                throw cancelled();
            }
            throw e;
        }
    }

    /**
     * Writes the answer.
     *
     * @throws CloseConnectionException where the client left, or does not read
     */
    public void writing(Runnable work) {
        try {
            work.run();
        } catch (CloseConnectionException e) {
            throw e.getCause() instanceof Http2Exception cause ? unread(cause) : e;
        } catch (IllegalStateException e) {
            if (STREAM_CLOSED.equals(e.getMessage()) || e.getCause() instanceof InterruptedException) {
                // The server has reset the stream meanwhile, or ended its connection, for what the client sent on it.
                throw new CloseConnectionException("the stream has ended", e);
            }
            throw e;
        } catch (Http2Exception e) {
            throw unread(e);
        }
    }

    /**
     * Of HTTP/2's own windows; a socket that takes nothing is the watch's business. The server would reset the stream for a
     * breach of flow control, of which a client that does not read is not guilty: it is only no longer waited for. Nor does it
     * wake who waits when the client resets the stream, so that one who has left is met here too.
     */
    private CloseConnectionException unread(Http2Exception e) {
        isAbsent(Absence.UNREAD);
        if (absence().equals(Absence.UNREAD)) {
            counts.countTimeout(ConnectionCounts.Timeout.WRITE);
        }
        return new CloseConnectionException(
                "the client does not read",
                e.code() == Http2ErrorCode.FLOW_CONTROL
                        ? new Http2Exception(Http2ErrorCode.CANCEL, "the client does not read", e)
                        : e);
    }

    private void enter() {
        synchronized (this) {
            if (left) {
                throw cancelled();
            }
            inside = Thread.currentThread();
        }
        entered.run();
    }

    private void goOut() {
        gone.run();
        synchronized (this) {
            inside = null;
            if (left) {
                Thread.interrupted();
            }
        }
    }

    private static CloseConnectionException cancelled() {
        return new CloseConnectionException("the client left");
    }

    /** Whether the client goes within so long, or has gone; returns as soon as it does. */
    public synchronized boolean leavesWithin(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        for (long rest = nanos; !left && rest > 0; rest = nanos - (System.nanoTime() - start)) {
            TimeUnit.NANOSECONDS.timedWait(this, rest);
        }
        return left;
    }

    /** Whether the client has gone. */
    public synchronized boolean hasLeft() {
        return left;
    }

    /**
     * Why a request of this client ended in a {@link CloseConnectionException}: where nothing else is known, the client has left,
     * since then a write has failed.
     */
    public synchronized Absence absence() {
        return why != null ? why : ofConnection();
    }

    /** The same, and counts it. Called once for such a request, by whoever counts how requests end. */
    public Absence unanswered() {
        Absence absence = absence();
        if (absence.equals(Absence.LEFT)) {
            counts.countCancelled();
        }
        return absence;
    }

    private Absence ofConnection() {
        return cutOff.getAsBoolean() ? Absence.UNREAD : Absence.LEFT;
    }

    /** From now on nobody is there to be answered, for this reason unless there is one already. */
    synchronized void isAbsent(Absence reason) {
        if (why == null) {
            why = reason;
        }
    }

    /** The client has left, or its connection has ended. */
    synchronized void leave() {
        isAbsent(ofConnection());
        left = true;
        notifyAll();
        if (inside != null) {
            inside.interrupt();
        }
    }
}
