package tributary.edge.connection;

import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection's bytes as they come, each wait under its deadline.
 *
 * <p>While a handler works nobody reads, so nobody would see the client close. Then a read ahead of one buffer is made by a
 * thread of its own: if it ends with the end of the stream or an error, the client has left; if it ends with bytes, they are
 * kept for the connection's thread, which takes them before it reads itself. A client that has only closed its sending half
 * cannot be told from one that is gone, so it counts as gone; one that is answered before the watch begins (fast requests
 * are) still gets its answer. What follows those kept bytes is not looked at before they are used, so a client that sends
 * half a request and then leaves is not missed until later: the price of one bounded buffer.
 *
 * <p>Races: there is one place for the read under way, {@link #slot}. The connection's thread puts {@link #DIRECT} there
 * for as long as it reads, the watch starts a read ahead only by replacing an empty place. So no two reads run at once, the
 * connection's thread takes a read ahead out of the place exactly once, and no byte is lost or reordered.
 */
final class ByteSource {
    private static final Ahead DIRECT = new Ahead();

    private final Supplier<byte @Nullable []> bytes;
    private final GuardedSocket socket;
    private final Runnable departed;
    private final AtomicReference<@Nullable Ahead> slot = new AtomicReference<>();
    private volatile long atWorkSince;

    /**
     * @param bytes the next ones, at least one; null at their end
     * @param departed called once the client is known to have left while nobody read
     */
    ByteSource(Supplier<byte @Nullable []> bytes, GuardedSocket socket, Runnable departed) {
        this.bytes = bytes;
        this.socket = socket;
        this.departed = departed;
    }

    private static final class Ahead {
        private final CountDownLatch done = new CountDownLatch(1);
        private byte @Nullable [] result;
    }

    long atWorkSince() {
        return atWorkSince;
    }

    void atWork(long since) {
        atWorkSince = since;
    }

    /**
     * The next bytes, at least one; null at the end of the stream or where it broke.
     *
     * @throws CloseConnectionException where the wait was over first
     */
    byte @Nullable [] read(Wait wait) {
        if (!socket.begin(wait)) {
            throw new CloseConnectionException("the connection is over");
        }
        byte[] read = readNow();
        if (!socket.end(wait)) {
            throw new CloseConnectionException("the client was late");
        }
        return read;
    }

    /**
     * As {@link #read}, but gives up after a while: no bytes then. What is being read is not lost, the next call gets it. The
     * wait is under no deadline but this one.
     */
    byte @Nullable [] readWithin(long nanos) {
        if (socket.isOver()) {
            throw new CloseConnectionException("the connection is over");
        }
        readAhead();
        Ahead ahead = Objects.requireNonNull(slot.get());
        try {
            if (!ahead.done.await(Math.max(nanos, 1), TimeUnit.NANOSECONDS)) {
                return new byte[0];
            }
        } catch (InterruptedException e) {
            socket.close();
            throw new CloseConnectionException("the server stops", e);
        }
        slot.set(null);
        return ahead.result;
    }

    /** Reads what a client still sends whose connection is over, and forgets it. */
    boolean discard() {
        return readNow() != null;
    }

    private byte @Nullable [] readNow() {
        Ahead ahead = slot.getAndSet(DIRECT);
        try {
            if (ahead == null) {
                return fromSocket();
            }
            ahead.done.await();
            return ahead.result;
        } catch (InterruptedException e) {
            // Only a server that stops by force interrupts here.
            socket.close();
            throw new CloseConnectionException("the server stops", e);
        } finally {
            slot.set(null);
        }
    }

    private byte @Nullable [] fromSocket() {
        try {
            return bytes.get();
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** Begins a read ahead unless one is under way. */
    void readAhead() {
        Ahead ahead = new Ahead();
        if (slot.compareAndSet(null, ahead)) {
            Thread.ofVirtual().name("read ahead").start(() -> run(ahead));
        }
    }

    private void run(Ahead ahead) {
        try {
            ahead.result = fromSocket();
        } finally {
            ahead.done.countDown();
        }
        if (ahead.result == null) {
            departed.run();
        }
    }
}
