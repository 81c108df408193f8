package tributary.events;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonOutput;
import tributary.resilience.Ticker;

/**
 * A file with the events that a webhook would not take, a line each: {@code id}, {@code time}, {@code sink}, {@code key},
 * {@code reason}, {@code attempts} and the {@code event}. It is opened each time, as there should be few, and grows until
 * somebody looks after it: what stands there is nowhere else.
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
     * What came of it.
     *
     * @param events how many of them are kept, the first ones
     * @param failure in a word why not all are; null where they are
     */
    record Kept(int events, @Nullable String failure) {}

    /**
     * Keeps the events, and has the disk take all of them together.
     *
     * @throws InterruptedException while it waits for the disk; they may be kept or not
     */
    Kept keep(List<Event> events, String reason, int attempts) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return append(events, reason, attempts);
        } finally {
            lock.unlock();
        }
    }

    /** On a platform thread that lives as long as it takes: a disk that hangs must not hold a carrier of virtual threads. */
    private Kept append(List<Event> events, String reason, int attempts) throws InterruptedException {
        AtomicReference<Kept> kept = new AtomicReference<>(new Kept(0, "dead-letter-cannot-write"));
        Thread writer = Thread.ofPlatform()
                .daemon()
                .name("dead letters " + sink)
                .start(() -> kept.set(appendHere(events, reason, attempts)));
        try {
            writer.join();
        } catch (InterruptedException e) {
            // Ends what can be ended.
            writer.interrupt();
            writer.join(LAST_MOMENT);
            throw e;
        }
        return Objects.requireNonNull(kept.get());
    }

    private Kept appendHere(List<Event> events, String reason, int attempts) {
        int appended = 0;
        try (LineFile file = new LineFile(path, 0, 1, ticker)) {
            try {
                for (Event event : events) {
                    file.append(letter(event, reason, attempts));
                    appended++;
                }
                file.force();
                return new Kept(appended, null);
            } catch (IOException e) {
                boolean safe = !file.unforced();
                file.abandon();
                return new Kept(safe ? appended : 0, "dead-letter-" + LineFile.word(e));
            }
        }
    }

    private byte[] letter(Event event, String reason, int attempts) {
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
        return out.toByteArray();
    }
}
