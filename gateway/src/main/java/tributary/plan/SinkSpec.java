package tributary.plan;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.resilience.WhenFull;

/**
 * Where events go, and how many may wait for it. Immutable.
 *
 * @param queue events that may wait
 * @param queueMemory bytes that these may take
 * @param workers how many deliver side by side
 * @param maxSize bytes of one event
 */
public record SinkSpec(
        String name, Target target, int queue, int queueMemory, int workers, int maxSize, WhenFull whenFull) {

    /** In a word, what takes them. */
    public String kind() {
        return switch (target) {
            case File _ -> "file";
            case Webhook _ -> "webhook";
        };
    }

    /** What takes them. */
    public sealed interface Target {}

    /**
     * A file of JSON lines.
     *
     * @param flush how long written lines may be missing from the disk if the machine loses its power; zero for not at all
     */
    public record File(Path path, @Nullable Rotation rotation, Duration flush) implements Target {}

    /**
     * When a file is put aside and another begun.
     *
     * @param size bytes beyond which no file grows
     * @param keep how many are kept beside the one that is written
     */
    public record Rotation(int size, int keep) {}

    /**
     * An HTTP server that is sent each event by POST.
     *
     * @param secret with which requests are signed; null where they are not
     * @param deadLetter the file for what it will not take; null where that is lost
     */
    public record Webhook(
            URI url,
            @Nullable String secret,
            Duration timeout,
            Retry retry,
            @Nullable Path deadLetter) implements Target {
        /** Shows neither secret nor query, which may hold one. */
        @Override
        public String toString() {
            return "webhook at " + url.getHost();
        }
    }

    /**
     * How long an event is tried again.
     *
     * @param attempts in all; null where their number does not matter
     * @param age of the event at which no other attempt begins
     * @param backoff the most there is waited before the second attempt
     */
    public record Retry(@Nullable Integer attempts, Duration age, Duration backoff) {}
}
