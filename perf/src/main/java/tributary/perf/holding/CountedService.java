package tributary.perf.holding;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that answers in the manner it is told, and knows when it was asked.
 *
 * <p>It reads GETs over kept connections, a virtual thread for each, on 127.0.0.1. Thread-safe.
 */
final class CountedService implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"well\": true}"
                    .getBytes(StandardCharsets.US_ASCII);

    /** What becomes of a request. */
    @FunctionalInterface
    interface Manner {
        /** It reads the request and resets the connection. */
        Manner DEAD = number -> -1;

        /**
         * After how many milliseconds a request is answered; below 0 its connection is reset instead.
         *
         * @param number from 1 on, of all that were asked
         */
        long millis(int number);

        static Manner after(long millis) {
            return number -> millis;
        }
    }

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> asked = new ConcurrentLinkedQueue<>();
    private volatile Manner manner;

    private CountedService(ServerSocket listener, Manner manner) {
        this.listener = listener;
        this.manner = manner;
    }

    static CountedService start(Manner manner) throws IOException {
        CountedService service =
                new CountedService(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), manner);
        Thread.ofVirtual().start(service::accept);
        return service;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on. */
    void manner(Manner next) {
        manner = next;
    }

    /** How often it was asked from one instant of {@link System#nanoTime} to another. */
    long asked(long from, long to) {
        return asked.stream().filter(at -> at - from >= 0 && at - to <= 0).count();
    }

    /** How many requests it has worked on at once. */
    int mostAtOnce() {
        return most.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
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
                if (line.isEmpty() && !answered(socket)) {
                    return;
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The gateway did not wait, as it may.
        } finally {
            open.remove(socket);
        }
    }

    private boolean answered(Socket socket) throws IOException, InterruptedException {
        asked.add(System.nanoTime());
        long millis = manner.millis(number.incrementAndGet());
        if (millis < 0) {
            // So that the close is a reset.
            socket.setSoLinger(true, 0);
            return false;
        }
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            Thread.sleep(millis);
        } finally {
            // Before the answer goes out: whoever has it may ask anew at once.
            running.decrementAndGet();
        }
        socket.getOutputStream().write(ANSWER);
        return true;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
