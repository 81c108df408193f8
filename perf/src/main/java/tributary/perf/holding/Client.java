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
 * Asks at even distances, over kept connections, and keeps each answer's status, which the load generator does
 * not tell. What finds no free connection waits for one, and its latency counts from when it was due.
 *
 * <p>Owns a thread for each connection; {@link #end} waits for all.
 */
public final class Client {
    private static final int LATE_MILLIS = 20_000;

    /** What one asks for, who asks, and how often. */
    public record Habit(String path, String key, double perSecond, int connections) {}

    /** What is asked, and who hears the answers. Called by the connections' threads. */
    @FunctionalInterface
    public interface Asking {
        /** @param number from 0 on, in the order in which they are due */
        byte[] request(int number);

        /** Told of each answer; not of a connection that broke. */
        default void answered(int number, PlainAnswer answer) {}
    }

    private record Due(int number, long at) {}

    private final int port;
    private final Asking asking;
    private final LinkedBlockingQueue<Due> due = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean scheduled;

    private Client(int port, Asking asking) {
        this.port = port;
        this.asking = asking;
    }

    /** Begins, and asks for so long. */
    public static Client start(int port, Habit habit, Duration time) {
        byte[] request = request("GET " + habit.path(), "x-api-key: " + habit.key() + "\r\n");
        return start(port, _ -> request, habit.perSecond(), habit.connections(), time);
    }

    /** The same, where each request is another one. */
    public static Client start(int port, Asking asking, double perSecond, int connections, Duration time) {
        Client client = new Client(port, asking);
        long start = System.nanoTime();
        client.begin(() -> client.schedule(start, perSecond, time));
        for (int i = 0; i < connections; i++) {
            client.begin(client::ask);
        }
        return client;
    }

    /**
     * A request as it goes over the wire.
     *
     * @param fields lines with their ends
     */
    public static byte[] request(String methodAndTarget, String fields) {
        return (methodAndTarget + " HTTP/1.1\r\nhost: gateway\r\n" + fields + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
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
        for (int i = 0; i < count; i++) {
            long at = start + Math.round(i * 1e9 / rate);
            long early = at - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            due.put(new Due(i, at));
        }
        scheduled = true;
    }

    private boolean more() {
        return !scheduled || !due.isEmpty();
    }

    private void ask() throws InterruptedException {
        while (more()) {
            Due first = next();
            // Not before there is something to ask: a server need not keep who connects and says nothing.
            if (first != null) {
                converse(first);
            }
        }
    }

    private @Nullable Due next() throws InterruptedException {
        return due.poll(50, TimeUnit.MILLISECONDS);
    }

    private void converse(Due first) throws InterruptedException {
        Due at = first;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LATE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            while (at != null || more()) {
                if (at != null) {
                    socket.getOutputStream().write(asking.request(at.number()));
                    replies.add(reply(at, in));
                }
                at = next();
            }
        } catch (IOException e) {
            if (at != null) {
                replies.add(new Reply(at.at(), System.nanoTime(), 0, false));
            }
        }
    }

    private Reply reply(Due due, InputStream in) throws IOException {
        PlainAnswer answer = PlainAnswer.read(in);
        long answered = System.nanoTime();
        asking.answered(due.number(), answer);
        return new Reply(due.at(), answered, answer.status(), answer.body().contains("circuit-open"));
    }

    /** Waits until all is answered that was due. */
    public Replies end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return new Replies(List.copyOf(replies));
    }
}
