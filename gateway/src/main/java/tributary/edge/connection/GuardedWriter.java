package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes to the client, telling its socket since when: a write that makes no progress is ended by the {@link Watch}, which
 * closes the socket. What is large is written in pieces, so that each of them is progress.
 *
 * <p>Thread-safe: one write after the other.
 */
final class GuardedWriter implements DataWriter {
    private static final int PIECE = 16 * 1024;

    private final DataWriter writer;
    private final GuardedSocket socket;
    private final Watch watch;
    private final Runnable switched;
    private final ReentrantLock writing = new ReentrantLock();
    /** Whether this request's answer has begun, so that no other may be written. */
    private volatile boolean answered;

    private final AtomicLong written = new AtomicLong();
    private boolean sealed;

    /** @param switched called before an answer that changes the protocol is written */
    GuardedWriter(DataWriter writer, GuardedSocket socket, Watch watch, Runnable switched) {
        this.writer = writer;
        this.socket = socket;
        this.watch = watch;
        this.switched = switched;
    }

    /** The request before has been answered; called by the connection's own thread. */
    void nextRequest() {
        answered = false;
    }

    /** Writes {@code last} unless an answer has begun, and no more after it; whether it did. */
    boolean writeLast(BufferData last) {
        writing.lock();
        try {
            boolean writes = !sealed && !answered;
            if (writes) {
                writeAll(last);
            }
            sealed = true;
            return writes;
        } finally {
            writing.unlock();
        }
    }

    /** Whoever writes from now on finds the connection broken, which the server takes without a word. */
    void seal() {
        writing.lock();
        try {
            sealed = true;
        } finally {
            writing.unlock();
        }
    }

    /** The same, and {@code farewell} writes the very last bytes, below HTTP. Where the connection is broken, none. */
    void seal(Runnable farewell) {
        writing.lock();
        try {
            sealed = true;
            socket.writing(watch.now());
            farewell.run();
        } catch (UncheckedIOException | SocketWriterException e) {
            // The client has left already.
        } finally {
            socket.writing(0);
            writing.unlock();
        }
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        write(buffer, true);
    }

    private void write(BufferData buffer, boolean answer) {
        writing.lock();
        try {
            // Once the connection is over, only a last word is written, and not by whoever would write here.
            if (sealed || socket.isOver()) {
                throw new UncheckedIOException(new SocketException("the connection has had its last answer"));
            }
            answered |= answer;
            writeAll(buffer);
        } finally {
            writing.unlock();
        }
    }

    private void writeAll(BufferData buffer) {
        try {
            if (buffer.available() > PIECE) {
                writePieces(buffer);
            } else {
                writePiece(buffer);
            }
        } finally {
            socket.writing(0);
        }
    }

    private void writePieces(BufferData buffer) {
        while (buffer.available() > 0) {
            byte[] piece = new byte[Math.min(PIECE, buffer.available())];
            buffer.read(piece);
            writePiece(BufferData.create(piece));
        }
    }

    private void writePiece(BufferData piece) {
        int length = piece.available();
        socket.writing(watch.now());
        writer.writeNow(piece);
        written.addAndGet(length);
    }

    /** Bytes so far. */
    long written() {
        return written.get();
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    /** The server writes interim answers this way, and only those when HTTP/1.1 is spoken: 100 and 101. */
    @Override
    public void writeNow(BufferData buffer) {
        if (buffer.available() > 11 && buffer.get(0) == 'H' && buffer.get(9) == '1' && buffer.get(11) == '1') {
            switched.run();
        }
        write(buffer, false);
    }

    @Override
    public void flush() {
        writer.flush();
    }
}
