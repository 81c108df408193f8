package tributary.perf.beyond;

import java.io.IOException;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService;
import tributary.perf.process.PlainService.Asked;

/** A webhook that takes events, or is down in one of three ways, and writes down what it has taken. Thread-safe. */
final class Sink implements AutoCloseable {
    /** Outside of the range from which systems take ports by themselves, so that it is still free when the sink comes back. */
    private static final int FIRST_PORT = 31_700;

    private static final int LAST_PORT = 31_999;
    private static final Pattern EVENT = Pattern.compile("\"key\":\"([^\"]*)\",\"n\":\"?(\\d+)");

    /** How it is. */
    enum Manner {
        WELL("up"),
        REFUSING("refusing connections"),
        FAILING("answering 503"),
        HANGING("answering nothing");

        private final String words;

        Manner(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** An event that it has answered with 200. */
    record Taken(String key, int n) {}

    private final ConcurrentLinkedQueue<Taken> taken = new ConcurrentLinkedQueue<>();
    private final int port;
    private @Nullable PlainService service;
    private volatile Manner manner = Manner.WELL;
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    private Sink(int port) {
        this.port = port;
    }

    static Sink start() throws IOException {
        for (int port = FIRST_PORT; port < LAST_PORT; port++) {
            Sink sink = new Sink(port);
            try {
                sink.listen();
                return sink;
            } catch (BindException taken) {
                // The next one.
            }
        }
        throw new IOException("no port is free from " + FIRST_PORT + " to " + LAST_PORT);
    }

    private void listen() throws IOException {
        service = PlainService.start(port, "application/json", this::answer);
    }

    int port() {
        return port;
    }

    /** In the order in which it has taken them. */
    List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** From now on. */
    void manner(Manner next) throws IOException {
        Manner before = manner;
        manner = next;
        // Who has hung so long is not answered any more.
        hanging.countDown();
        hanging = new CountDownLatch(1);
        if (next == Manner.REFUSING) {
            close();
        } else if (before == Manner.REFUSING) {
            listen();
        }
    }

    private @Nullable PlainAnswer answer(Asked asked) throws InterruptedException {
        return switch (manner) {
            case WELL -> {
                Matcher event = EVENT.matcher(asked.body());
                if (event.find()) {
                    taken.add(new Taken(event.group(1), Integer.parseInt(event.group(2))));
                }
                yield new PlainAnswer(200, "{}");
            }
            case FAILING -> new PlainAnswer(503, "{}");
            case REFUSING -> null;
            case HANGING -> {
                hanging.await();
                yield null;
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }
}
