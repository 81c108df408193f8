package tributary.downstream.http1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.resilience.Deadline;

/** A connection to a service as it was opened, before any byte of HTTP. It belongs to whoever asked for it. */
public final class Opened {
    private final TimedSocket socket;
    private final @Nullable SSLSocket tls;
    private final @Nullable TlsTrouble trouble;

    /** @param tls the socket's TLS layer, with what tells of its troubles; both null where there is none */
    Opened(TimedSocket socket, @Nullable SSLSocket tls, @Nullable TlsTrouble trouble) {
        this.socket = socket;
        this.tls = tls;
        this.trouble = trouble;
    }

    TimedSocket socket() {
        return socket;
    }

    @Nullable
    SSLSocket tls() {
        return tls;
    }

    /** What was agreed on in TLS, by its ALPN name; empty where nothing was. */
    public String protocol() {
        String agreed = tls == null ? null : tls.getApplicationProtocol();
        return agreed == null ? "" : agreed;
    }

    /** What {@code e}, before a byte of an answer, means; null where TLS has nothing to do with it. */
    public @Nullable Failure refusal(IOException e) {
        return trouble == null ? null : trouble.afterwards(e);
    }

    public InputStream in() throws IOException {
        return tls == null ? socket.getInputStream() : tls.getInputStream();
    }

    public OutputStream out() throws IOException {
        return tls == null ? socket.getOutputStream() : tls.getOutputStream();
    }

    /** Reads that come later end at {@code deadline}. */
    public void readUntil(Deadline deadline) {
        socket.readUntil(deadline);
    }

    /** Reads that come later end when something comes, or when the connection is closed. */
    public void readWithoutLimit() throws IOException {
        socket.readWithoutLimit();
    }

    /** Closes the socket below TLS, without a farewell: that would be a write, and a write can block. */
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
        }
    }
}
