package tributary.perf.holding;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tributary.perf.holding.Replies.Reply;
import tributary.perf.process.PlainAnswer;

/**
 * Asks for one path at even distances, over kept connections, and keeps each answer's status, which the load generator does
 * not tell. What finds no free connection waits for one, and its latency counts from when it was due.
 *
 * <p>Owns a thread for each connection; {@link #end} waits for all.
 */
final class Client {
    private static final int LATE_MILLIS = 20_000;

    /** What one asks for, who asks, and how often. */
    record Habit(String path, String key, double perSecond, int connections) {}

    private final int port;
    private final byte[] request;
    private final LinkedBlockingQueue<Long> due = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean scheduled;

    private Client(int port, Habit habit) {
        this.port = port;
        this.request = ("GET " + habit.path() + " HTTP/1.1\r\nhost: gateway\r\nx-api-key: " + habit.key() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins, and asks for so long. */
    static Client start(int port, Habit habit, Duration time) {
        Client client = new Client(port, habit);
        long start = System.nanoTime();
        client.begin(() -> client.schedule(start, habit.perSecond(), time));
        for (int i = 0; i < habit.connections(); i++) {
            client.begin(client::ask);
        }
        return client;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void begin(Work work) {
        threads.add(Thread.startVirtualThread(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                // Nobody does that; the threads end by themselves.
            }
        }));
    }

    private void schedule(long start, double rate, Duration time) throws InterruptedException {
        long count = Math.round(rate * time.toMillis() / 1000);
        for (long i = 0; i < count; i++) {
            long at = start + Math.round(i * 1e9 / rate);
            long early = at - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            due.put(at);
        }
        scheduled = true;
    }

    private boolean more() {
        return !scheduled || !due.isEmpty();
    }

    private void ask() throws InterruptedException {
        while (more()) {
            Long first = next();
            // Not before there is something to ask: a server need not keep who connects and says nothing.
            if (first != null) {
                converse(first);
            }
        }
    }

    private @Nullable Long next() throws InterruptedException {
        return due.poll(50, TimeUnit.MILLISECONDS);
    }

    private void converse(Long first) throws InterruptedException {
        Long at = first;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LATE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            while (at != null || more()) {
                if (at != null) {
                    socket.getOutputStream().write(request);
                    replies.add(reply(at, in));
                }
                at = next();
            }
        } catch (IOException e) {
            if (at != null) {
                replies.add(new Reply(at, System.nanoTime(), 0, false));
            }
        }
    }

    private static Reply reply(long due, InputStream in) throws IOException {
        PlainAnswer answer = PlainAnswer.read(in);
        return new Reply(due, System.nanoTime(), answer.status(), answer.body().contains("circuit-open"));
    }

    /** Waits until all is answered that was due. */
    Replies end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return new Replies(List.copyOf(replies));
    }
}
