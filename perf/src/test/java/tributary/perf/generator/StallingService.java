package tributary.perf.generator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Answers at once, but for one time when it stands still for everybody. */
final class StallingService implements AutoCloseable {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final AtomicInteger answered = new AtomicInteger();
    private final int after;
    private final Duration stall;

    private StallingService(int after, Duration stall) throws IOException {
        this.after = after;
        this.stall = stall;
    }

    static StallingService start(int after, Duration stall) throws IOException {
        StallingService service = new StallingService(after, stall);
        Thread.ofVirtual().start(service::accept);
        return service;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    answer(socket);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The generator has ended.
        }
    }

    private void answer(Socket socket) throws IOException, InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            if (answered.incrementAndGet() == after) {
                Thread.sleep(stall);
            }
        } finally {
            oneAtATime.unlock();
        }
        socket.getOutputStream().write(ANSWER);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
