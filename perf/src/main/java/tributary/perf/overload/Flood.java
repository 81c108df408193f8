package tributary.perf.overload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests for one path over kept connections, and how each was answered, by its status: which the load generator does not
 * tell apart. An open loop at even distances, with latency from when a request was due; or a closed one.
 *
 * <p>Owns a thread for each connection; {@link #end} waits for all.
 */
final class Flood {
    private static final int LATE_MILLIS = 20_000;

    /** A gateway closes a connection that says nothing (header-timeout, 5 s); after that long a new one is taken, as any client does. */
    private static final Duration STALE = Duration.ofSeconds(3);

    private final byte[] request;
    private final int port;
    private final LinkedBlockingQueue<Long> due = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Answers answers = new Answers();
    private volatile boolean ending;

    private Flood(int port, String path) {
        this.port = port;
        this.request = ("GET " + path + " HTTP/1.1\r\nhost: gateway\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** So many requests a second for so long, over at most so many connections at once. */
    static Flood open(int port, String path, double rate, Duration time, int connections) {
        Flood flood = new Flood(port, path);
        long start = System.nanoTime();
        flood.threads.add(Thread.startVirtualThread(() -> flood.schedule(start, rate, time)));
        flood.connect(connections, () -> flood.due.poll(50, TimeUnit.MILLISECONDS));
        return flood;
    }

    /** Each connection asks as soon as it is answered, for so long. */
    static Flood closed(int port, String path, Duration time, int connections) {
        Flood flood = new Flood(port, path);
        long end = System.nanoTime() + time.toNanos();
        flood.connect(connections, () -> {
            long now = System.nanoTime();
            flood.ending |= now >= end;
            return flood.ending ? null : now;
        });
        return flood;
    }

    private void schedule(long start, double rate, Duration time) {
        long count = Math.round(rate * time.toMillis() / 1000);
        try {
            for (long i = 0; i < count; i++) {
                long at = start + Math.round(i * 1e9 / rate);
                long early = at - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                due.put(at);
            }
        } catch (InterruptedException e) {
            // It is being ended.
        }
        ending = true;
    }

    /** When the next request was due; null where there is none just now. */
    private interface Next {
        @Nullable
        Long due() throws InterruptedException;
    }

    private void connect(int connections, Next next) {
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    ask(next);
                } catch (InterruptedException e) {
                    // It is being ended.
                }
            }));
        }
    }

    private void ask(Next next) throws InterruptedException {
        Long at = null;
        while (at != null || !ending || !due.isEmpty()) {
            boolean asked = false;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(LATE_MILLIS);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
                long used = System.nanoTime();
                while (at != null || !ending || !due.isEmpty()) {
                    at = at == null ? next.due() : at;
                    if (at != null && System.nanoTime() - used > STALE.toNanos()) {
                        break;
                    }
                    if (at != null) {
                        asked = true;
                        socket.getOutputStream().write(request);
                        int status = status(in);
                        used = System.nanoTime();
                        answers.add(at, status, used);
                        at = null;
                        asked = false;
                    }
                }
            } catch (IOException e) {
                // Hundreds connect at once, and not all at the first try; only what was asked counts.
                if (at != null && asked) {
                    answers.add(at, 0, System.nanoTime());
                    at = null;
                }
            }
        }
    }

    private static int status(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(40);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Waits until all is answered that was due. */
    Answers end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return answers;
    }
}
