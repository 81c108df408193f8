package tributary.downstream.http1;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import tributary.resilience.Deadline;

/**
 * A TCP socket whose reads end together at one point in time, until the connection is made. The JDK's read timeout bounds a
 * single read, so that a service which drips a byte now and then would never run into it; here the timeout is computed anew
 * before each read. It sits below TLS, so that a dripping handshake ends in time too.
 *
 * <p>Exchanges have no timeout here but an {@link tributary.resilience.Alarms alarm}: a read with a timeout sets a timer of the
 * JDK, which costs as much as the read.
 *
 * <p>A virtual thread that is interrupted while it is blocked in the socket closes it and gets a {@code SocketException}.
 * One thread at a time.
 */
final class TimedSocket extends Socket {
    private static final int PROBE_MILLIS = 1;

    /** Null where reads may take for ever. */
    private @Nullable Deadline deadline;

    private @Nullable TimedStream stream;

    TimedSocket(Deadline deadline) {
        // Without this the JDK would look into system properties for a SOCKS proxy, for each connection.
        super(Proxy.NO_PROXY);
        this.deadline = deadline;
    }

    void readUntil(Deadline until) {
        deadline = until;
    }

    /** From now on reads wait until they are answered or the socket is closed. */
    void readWithoutLimit() throws IOException {
        deadline = null;
        setSoTimeout(0);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        TimedStream known = stream;
        if (known == null) {
            known = new TimedStream(super.getInputStream());
            stream = known;
        }
        return known;
    }

    /** Bytes that have arrived and that nobody has read. The end of the stream is not among them. */
    int arrived() throws IOException {
        return super.getInputStream().available();
    }

    /** Whether, as far as a millisecond of listening can tell, the peer neither closed nor sent anything. */
    boolean quiet() {
        try {
            setSoTimeout(PROBE_MILLIS);
            int _ = super.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return unset();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean unset() {
        try {
            setSoTimeout(0);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private final class TimedStream extends InputStream {
        private final InputStream in;

        TimedStream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Deadline until = deadline;
            if (until != null) {
                if (until.passed()) {
                    throw new SocketTimeoutException("deadline");
                }
                setSoTimeout(until.remainingMillisForSocket());
            }
            return in.read(into, offset, length);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            TimedSocket.this.close();
        }
    }
}
