package tributary.events;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What takes a sink's events. */
public sealed interface Target {

    /**
     * A file of JSON lines. It is written by one worker.
     *
     * @param rotateBeyond bytes; 0 for never
     * @param keep how many files are kept beside the one that is written
     * @param flush how long written lines may be missing from the disk; zero for not at all
     */
    record ToFile(Path path, int rotateBeyond, int keep, Duration flush) implements Target {}

    /**
     * An HTTP server.
     *
     * @param url what {@code posts} posts to, by which one is told from another
     * @param posts makes what sends the requests of one worker
     * @param secret with which they are signed; empty where they are not
     * @param attempts in all
     * @param age of an event at which no other attempt begins
     * @param backoff the most there is waited before the second attempt
     * @param deadLetter the file for what will not be taken; null where there is none
     */
    record ToWebhook(
            URI url,
            Supplier<Poster> posts,
            String secret,
            int workers,
            Duration timeout,
            int attempts,
            Duration age,
            Duration backoff,
            @Nullable Path deadLetter)
            implements Target {
        /** Shows neither secret nor query, which may hold one. */
        @Override
        public String toString() {
            return "webhook at " + url.getHost();
        }
    }

    /** How many workers there are, each with a lane of the queue. */
    default int lanes() {
        return switch (this) {
            case ToFile _ -> 1;
            case ToWebhook webhook -> webhook.workers();
        };
    }

    /** How long a delivery may take before it counts as one that hangs. */
    default Duration patience() {
        return switch (this) {
            case ToFile _ -> Duration.ofSeconds(5);
            case ToWebhook webhook -> webhook.timeout().plusSeconds(5);
        };
    }

    /** In a word. */
    default String kind() {
        return switch (this) {
            case ToFile _ -> "file";
            case ToWebhook _ -> "webhook";
        };
    }
}
