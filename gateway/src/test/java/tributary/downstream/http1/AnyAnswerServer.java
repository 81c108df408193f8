package tributary.downstream.http1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that answers {@code /any} with the bytes it was last given and everything else with the target's own name. One
 * connection after the other is accepted; each has a thread.
 */
final class AnyAnswerServer {
    private static final long PAUSE_NANOS = 20_000;

    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final Semaphore sent = new Semaphore(0);
    private volatile byte[] bytes = {};
    private volatile int[] cuts = {};
    private volatile boolean close;

    AnyAnswerServer() throws IOException {
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on {@code /any} gets these bytes, written in pieces that begin at {@code cuts}. */
    void answer(byte[] bytes, int[] cuts, boolean close) {
        this.bytes = bytes.clone();
        this.cuts = cuts.clone();
        this.close = close;
        sent.drainPermits();
    }

    /** Returns when the last piece was written, or could not be. */
    void awaitSent() throws InterruptedException {
        sent.acquire();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (String target = target(in); target != null; target = target(in)) {
                if (!target.equals("/any")) {
                    out.write(ScriptedServer.ok(target.substring(1)).getBytes(StandardCharsets.US_ASCII));
                } else if (sendAny(out)) {
                    socket.shutdownOutput();
                    // Until the other side has seen the end: closing over bytes that nobody read would be a reset.
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
            }
        } catch (IOException e) {
            // The exchange has left.
        }
    }

    /** Returns whether nothing follows. */
    private boolean sendAny(OutputStream out) throws IOException {
        boolean last = close;
        byte[] all = bytes;
        int from = 0;
        try {
            for (int cut : cuts) {
                out.write(all, from, cut - from);
                from = cut;
                // Long enough for the reader to meet the piece alone, more often than not.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            out.write(all, from, all.length - from);
        } finally {
            sent.release();
        }
        return last;
    }

    /** The target of the next request, which has no body; null at the end. */
    private static String target(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            byte[] some = new byte[512];
            int count = in.read(some);
            if (count < 0) {
                return null;
            }
            head.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
        }
        return head.toString().split(" ", 3)[1];
    }
}
