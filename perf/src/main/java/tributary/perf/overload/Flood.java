package tributary.perf.overload;

import java.io.BufferedInputStream;
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
import tributary.perf.process.PlainAnswer;

/**
 * Requests for one path over kept connections, and how each was answered, by its status: which the load generator does not
 * tell apart. An open loop at even distances, with latency from when a request was due; or a closed one.
 *
 * <p>Owns a thread for each connection; {@link #end} waits for all.
 */
final class Flood {
    private static final int LATE_MILLIS = 20_000;

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

    private boolean more() {
        return !ending || !due.isEmpty();
    }

    private void ask(Next next) throws InterruptedException {
        Long at = null;
        while (at != null || more()) {
            // Not before there is something to ask: a server need not keep who connects and says nothing.
            at = at == null ? next.due() : at;
            if (at != null) {
                at = converse(at, next);
            }
        }
    }

    /** Asks over a connection of its own; returns what was due and not asked, since that did not come about. */
    private @Nullable Long converse(Long first, Next next) throws InterruptedException {
        Long at = first;
        boolean connected = false;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connected = true;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LATE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            while (at != null || more()) {
                if (at != null) {
                    socket.getOutputStream().write(request);
                    answers.add(at, PlainAnswer.read(in).status(), System.nanoTime());
                }
                at = next.due();
            }
            return null;
        } catch (IOException e) {
            if (!connected) {
                // Hundreds connect at once, and not all at the first try; only what was asked counts.
                return at;
            }
            if (at != null) {
                answers.add(at, 0, System.nanoTime());
            }
            return null;
        }
    }

    /** Waits until all is answered that was due. */
    Answers end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return answers;
    }
}
