package tributary.events;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonOutput;
import tributary.resilience.Ticker;

/**
 * A file with the events that a webhook would not take, a line each: {@code id}, {@code time}, {@code sink}, {@code key},
 * {@code reason}, {@code attempts} and the {@code event}. It is opened for each, as there should be few, and grows until somebody
 * looks after it.
 *
 * <p>Thread-safe: the workers of a sink share it.
 */
final class DeadLetters {
    private static final Duration LAST_MOMENT = Duration.ofMillis(200);

    private final ReentrantLock lock = new ReentrantLock();
    private final String sink;
    private final Path path;
    private final Ticker ticker;

    DeadLetters(String sink, Path path, Ticker ticker) {
        this.sink = sink;
        this.path = path;
        this.ticker = ticker;
    }

    /**
     * Keeps {@code event}; in a word why that cannot be, or null.
     *
     * @throws InterruptedException while it waits for the disk; the event may be kept or not
     */
    @Nullable
    String keep(Event event, String reason, int attempts) throws InterruptedException {
        JsonOutput out = new JsonOutput(event.json().length + 256);
        out.ascii("{\"id\":");
        out.string(event.id());
        out.ascii(",\"time\":");
        out.string(event.when().toString());
        out.ascii(",\"sink\":");
        out.string(sink);
        out.ascii(",\"key\":");
        if (event.key().isEmpty()) {
            out.ascii("null");
        } else {
            out.string(event.key());
        }
        out.ascii(",\"reason\":");
        out.string(reason);
        out.ascii(",\"attempts\":" + attempts + ",\"event\":");
        out.raw(event.json(), 0, event.json().length);
        out.ascii("}");
        lock.lockInterruptibly();
        try {
            return append(out.toByteArray());
        } finally {
            lock.unlock();
        }
    }

    /** On a platform thread that lives as long as it takes: a disk that hangs must not hold a carrier of virtual threads. */
    private @Nullable String append(byte[] json) throws InterruptedException {
        AtomicReference<@Nullable String> failure = new AtomicReference<>("cannot-write");
        Thread writer =
                Thread.ofPlatform().daemon().name("dead letters " + sink).start(() -> failure.set(appendHere(json)));
        try {
            writer.join();
        } catch (InterruptedException e) {
            // Ends what can be ended.
            writer.interrupt();
            writer.join(LAST_MOMENT);
            throw e;
        }
        String word = failure.get();
        return word == null ? null : "dead-letter-" + word;
    }

    private @Nullable String appendHere(byte[] json) {
        try (LineFile file = new LineFile(path, 0, 1, ticker)) {
            file.append(json);
            file.force();
            return null;
        } catch (IOException e) {
            return LineFile.word(e);
        }
    }
}
