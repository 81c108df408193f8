package tributary.perf.holding;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService;

/**
 * A service that answers in the manner it is told, and knows when it was asked.
 *
 * <p>Thread-safe.
 */
public final class CountedService implements AutoCloseable {
    private static final PlainAnswer ANSWER = new PlainAnswer(200, "{\"well\": true}");

    /** What becomes of a request. */
    @FunctionalInterface
    public interface Manner {
        /** It reads the request and resets the connection. */
        Manner DEAD = number -> -1;

        /**
         * After how many milliseconds a request is answered; below 0 its connection is reset instead.
         *
         * @param number from 1 on, of all that were asked
         */
        long millis(int number);

        /** Answers all. */
        static Manner after(long millis) {
            return number -> millis;
        }
    }

    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> asked = new ConcurrentLinkedQueue<>();
    private final PlainService service;
    private volatile Manner manner;

    private CountedService(Manner manner) throws IOException {
        this.manner = manner;
        this.service = PlainService.start(_ -> answer());
    }

    /** Begins to serve on a free port. */
    public static CountedService start(Manner manner) throws IOException {
        return new CountedService(manner);
    }

    /** Where it listens. */
    public int port() {
        return service.port();
    }

    /** From now on. */
    public void manner(Manner next) {
        manner = next;
    }

    /** How often it was asked from one instant of {@link System#nanoTime} to another. */
    public long asked(long from, long to) {
        return asked.stream().filter(at -> at - from >= 0 && at - to <= 0).count();
    }

    /** How many requests it has worked on at once. */
    public int mostAtOnce() {
        return most.get();
    }

    private @Nullable PlainAnswer answer() throws InterruptedException {
        asked.add(System.nanoTime());
        long millis = manner.millis(number.incrementAndGet());
        if (millis < 0) {
            return null;
        }
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            Thread.sleep(millis);
        } finally {
            // Before the answer goes out: whoever has it may ask anew at once.
            running.decrementAndGet();
        }
        return ANSWER;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
