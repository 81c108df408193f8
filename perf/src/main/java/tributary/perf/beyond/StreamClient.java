package tributary.perf.beyond;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.holding.Replies.Reply;
import tributary.perf.process.PlainAnswer;

/** Asks for streams of events at even distances, each as soon as it is due, and notes when the first event has come. */
final class StreamClient {
    private static final String PATH = "/page";
    private static final int LATE_MILLIS = 20_000;

    /**
     * What came of them.
     *
     * @param first when each one's first event had come, with status 200 where it came to its end
     * @param broken what was wrong with the others
     */
    record Streams(Replies first, Set<String> broken) {
        Streams {
            broken = Set.copyOf(broken);
        }
    }

    private final ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    private StreamClient() {}

    /** Over a connection each, which is opened for it. */
    static Streams http1(int port, double perSecond, Duration time) throws InterruptedException {
        byte[] request = Client.request("GET " + PATH, "accept: text/event-stream\r\n");
        return new StreamClient().ask(perSecond, time, () -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(LATE_MILLIS);
                socket.getOutputStream().write(request);
                return firstEvent(socket.getInputStream());
            }
        });
    }

    /** All over one connection. */
    static Streams http2(int port, double perSecond, Duration time) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + PATH))
                .header("accept", "text/event-stream")
                .timeout(Duration.ofMillis(LATE_MILLIS))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            Stream stream = () -> {
                var answer = client.send(request, BodyHandlers.ofInputStream());
                if (answer.version() != HttpClient.Version.HTTP_2) {
                    throw new IOException("the gateway answers by " + answer.version());
                }
                try (InputStream body = answer.body()) {
                    return firstEvent(body);
                }
            };
            // The connection begins with HTTP/1.1.
            client.send(request, BodyHandlers.discarding());
            stream.read();
            return new StreamClient().ask(perSecond, time, stream);
        }
    }

    private interface Stream {
        /** To its end; when its first event had come. */
        long read() throws IOException, InterruptedException;
    }

    private Streams ask(double perSecond, Duration time, Stream stream) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        long count = Math.round(perSecond * time.toMillis() / 1000);
        for (long i = 0; i < count; i++) {
            long due = start + Math.round(i * 1e9 / perSecond);
            TimeUnit.NANOSECONDS.sleep(Math.max(due - System.nanoTime(), 0));
            threads.add(Thread.startVirtualThread(() -> replies.add(reply(due, stream))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Streams(new Replies(List.copyOf(replies)), broken);
    }

    private Reply reply(long due, Stream stream) {
        try {
            return new Reply(due, stream.read(), 200, false);
        } catch (IOException e) {
            broken.add(e.toString());
            return new Reply(due, System.nanoTime(), 0, false);
        } catch (InterruptedException e) {
            // Nobody does that.
            throw new IllegalStateException(e);
        }
    }

    /** Reads a stream of events to its {@code end}, whatever frames it; when its first event's name had come. */
    static long firstEvent(InputStream from) throws IOException {
        InputStream in = new BufferedInputStream(from);
        long first = 0;
        while (true) {
            String line = PlainAnswer.line(in);
            if (line.startsWith("event: ")) {
                first = first == 0 ? System.nanoTime() : first;
                if (line.equals("event: end")) {
                    return first;
                }
            }
        }
    }
}
