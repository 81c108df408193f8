package tributary.downstream.http2;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireRequest;
import tributary.resilience.Deadline;

/**
 * One request and what becomes of it; once it was begun, a stream of a connection (RFC 9113, 5). The thread that made it
 * waits in {@link #await}; all else is done by others, with the service's lock held.
 */
final class Exchange {

    /** How an exchange ended. */
    sealed interface Outcome {
        record Ended(Exchanged exchanged) implements Outcome {}

        /** The service did nothing with the request, so that it may be sent once more whatever it is. */
        record Unprocessed(Failure failure) implements Outcome {}

        /** The service prefers HTTP/1.1. */
        record OtherProtocol() implements Outcome {}
    }

    private final Thread caller = Thread.currentThread();
    private final byte[] block;
    private final Bytes body;
    private final boolean safe;
    private final AnswerBuilder answer;
    private volatile @Nullable Outcome outcome;

    private @Nullable Connection connection;
    private int id;
    private long begunAt;
    private int sent;
    private long sendWindow;
    private int receiveWindow;

    /**
     * @param block the request's head as {@link RequestBlock} makes it
     * @param most bytes of the answer's body
     */
    Exchange(WireRequest request, byte[] block, int most) {
        this.block = block;
        body = request.body() == null ? Bytes.NONE : request.body().bytes();
        safe = request.safe();
        // Another thread will read the answer, but it is the asking one's request that pays for it.
        answer = new AnswerBuilder(request.method().equals("HEAD"), most, BodyRoom.growth());
    }

    /** Waits for the outcome; null where the deadline passed first. */
    @Nullable
    Outcome await(Deadline deadline) throws InterruptedException {
        while (outcome == null) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = deadline.remainingNanos();
            if (left <= 0) {
                return null;
            }
            LockSupport.parkNanos(this, left);
        }
        return outcome;
    }

    @Nullable
    Outcome outcome() {
        return outcome;
    }

    /** Ends it, unless it has ended. */
    void end(Outcome how) {
        if (outcome == null) {
            outcome = how;
            LockSupport.unpark(caller);
        }
    }

    void fail(Failure failure) {
        end(new Outcome.Ended(new Exchanged.None(failure)));
    }

    void beginAs(Connection on, int number, long nowNanos, long sendWindowNow, int receiveWindowNow) {
        connection = on;
        id = number;
        begunAt = nowNanos;
        sendWindow = sendWindowNow;
        receiveWindow = receiveWindowNow;
    }

    /** Null until it was begun. */
    @Nullable
    Connection connection() {
        return connection;
    }

    int id() {
        return id;
    }

    long begunAt() {
        return begunAt;
    }

    byte[] block() {
        return block;
    }

    boolean safe() {
        return safe;
    }

    AnswerBuilder answer() {
        return answer;
    }

    Bytes body() {
        return body;
    }

    /** Bytes of the body that have been handed to the wire. */
    int sent() {
        return sent;
    }

    boolean sentAll() {
        return sent == body.length();
    }

    void sent(int count) {
        sent += count;
        sendWindow -= count;
    }

    /** What the service lets us send on this stream; may be negative after it changed its mind. */
    long sendWindow() {
        return sendWindow;
    }

    void growSendWindow(long by) {
        sendWindow += by;
    }

    /** Counts data that came; returns whether that much was allowed. */
    boolean received(int count) {
        receiveWindow -= count;
        return receiveWindow >= 0;
    }

    int receiveWindow() {
        return receiveWindow;
    }

    void growReceiveWindow(int by) {
        receiveWindow += by;
    }
}
