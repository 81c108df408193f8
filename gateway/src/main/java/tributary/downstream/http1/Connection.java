package tributary.downstream.http1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.resilience.Alarms.Alarm;

/**
 * One open connection to a service, its read buffer, and what must be known to use it again. Used by one exchange at a
 * time; the pool's lock hands it from one thread to the next.
 */
final class Connection {
    /** With so much a connection begins: while an exchange waits, this is what it holds, and many may wait. */
    private static final int FIRST_BUFFER = 2 * 1024;

    /** Up to here the buffer follows the answers, so that each comes in one read; a larger body goes past it, into its own array. */
    private static final int LARGEST_BUFFER = 8 * 1024;

    /** Connections that lay unused for less are believed to be open without asking. */
    private static final long TRUSTED_NANOS = 1_000_000_000;

    private final TimedSocket socket;
    private final Opened opened;
    private final InputStream in;
    private final OutputStream out;
    private final boolean plain;
    private final Alarm lateness = new Alarm() {
        @Override
        protected void ring() {
            close();
        }
    };

    private byte[] buffer = new byte[FIRST_BUFFER];
    private int position;
    private int limit;
    private int lineStart;
    private long received;
    private long idleSince;
    private long keptSince;
    private boolean kept;

    Connection(Opened opened) throws IOException {
        opened.readWithoutLimit();
        this.opened = opened;
        socket = opened.socket();
        plain = opened.tls() == null;
        in = opened.in();
        out = opened.out();
    }

    /** Begins an exchange; what it returns ends it, if it is still going on, by closing the connection. */
    Alarm begin() {
        received = 0;
        return lateness;
    }

    Alarm lateness() {
        return lateness;
    }

    /** Whether a byte of this exchange's answer, or of anything else, has arrived since {@link #begin}. */
    boolean answerBegan() {
        return received > 0;
    }

    /** See {@link Opened#refusal}. */
    @Nullable
    Failure refusal(IOException e) {
        return answerBegan() ? null : opened.refusal(e);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    /** An array to build a request in, while nothing of an answer is in it. */
    byte[] scratch() {
        return buffer;
    }

    /**
     * Reads a line that ends with CRLF and returns its length without it; it stands in {@link #buffer()} from
     * {@link #lineStart()} until the next read. Returns -1 when it is longer than {@code most}.
     */
    int line(int most) throws IOException {
        int scanned = 0;
        while (true) {
            for (; position + scanned < limit; scanned++) {
                if (buffer[position + scanned] == '\n') {
                    if (scanned == 0 || buffer[position + scanned - 1] != '\r') {
                        throw WireException.malformed("a line that ends without CR");
                    }
                    lineStart = position;
                    position += scanned + 1;
                    return scanned - 1 > most ? -1 : scanned - 1;
                }
            }
            if (scanned > most + 1) {
                return -1;
            }
            fill();
        }
    }

    byte[] buffer() {
        return buffer;
    }

    int lineStart() {
        return lineStart;
    }

    /** Reads more behind what the buffer holds; it grows when it is full, so {@link #line}'s limit bounds it. */
    private void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
        int count = receive(buffer, limit, buffer.length - limit);
        if (count < 0) {
            throw new EOFException();
        }
        limit += count;
    }

    /** Reads what there is, at least one byte; the end of the stream is an exception. */
    int read(byte[] into, int offset, int length) throws IOException {
        int count = readOrEnd(into, offset, length);
        if (count < 0) {
            throw new EOFException();
        }
        return count;
    }

    /** Reads what there is, at least one byte, or returns -1 at the end of the stream. */
    int readOrEnd(byte[] into, int offset, int length) throws IOException {
        if (position == limit) {
            return receive(into, offset, length);
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
    }

    private int receive(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        received += Math.max(count, 0);
        return count;
    }

    /**
     * Whether nothing lies beyond the answer that was just read, as far as it has been read. What the system has got and we
     * have not, {@link #usable} sees, which is the last look before the next request and so the one that counts.
     */
    boolean atEnd() {
        return position == limit;
    }

    private boolean nothingArrived() throws IOException {
        return socket.arrived() == 0 && (plain || in.available() == 0);
    }

    /** Makes the connection ready to lie in the pool from {@code nowNanos} on. */
    void rest(long nowNanos) {
        idleSince = nowNanos;
        keptSince = kept ? keptSince : nowNanos;
        kept = true;
        position = 0;
        limit = 0;
        int wanted = Math.clamp(Long.highestOneBit(2 * received - 1), FIRST_BUFFER, LARGEST_BUFFER);
        if (buffer.length > LARGEST_BUFFER || buffer.length < wanted) {
            buffer = new byte[wanted];
        }
    }

    /** How long ago its first exchange ended; 0 where that is still under way. */
    long keptNanos(long nowNanos) {
        return kept ? nowNanos - keptSince : 0;
    }

    long idleNanos(long nowNanos) {
        return nowNanos - idleSince;
    }

    /**
     * Whether a connection from the pool may be used: not if anything arrived that nobody asked for, because it would be
     * taken for the answer. (What arrives between this look and our request's first byte cannot be told from an answer
     * by anybody; HTTP/1.1 has no more to offer.) The end of the stream cannot be seen without reading, and a safe
     * request finds out at no cost, because it is sent again. One that may not be sent twice listens for a millisecond
     * if the connection lay for a while: a service's own idle timeout would be met as a failure.
     */
    boolean usable(boolean safe, long nowNanos) {
        try {
            return nothingArrived() && (safe || idleNanos(nowNanos) < TRUSTED_NANOS || socket.quiet());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Closes the socket below TLS, without a farewell: that would be a write, and a write can block. Each answer's end is
     * known from its own framing.
     */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
        }
    }
}
