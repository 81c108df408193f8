package tributary.events;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sink is at a moment.
 *
 * @param kind {@code file} or {@code webhook}
 * @param queued events that are accepted and not delivered
 * @param room how many there may be
 * @param queuedBytes what they take, roughly
 * @param roomBytes how much that may be
 * @param oldest how long the first of them has waited
 * @param failure why the last attempt failed, in a word; null where it did not
 */
public record SinkState(
        String name,
        String kind,
        int queued,
        int room,
        long queuedBytes,
        long roomBytes,
        Duration oldest,
        @Nullable String failure,
        SinkCounts counts) {

    /** That of two of one name, of which {@code old} gets no new events. */
    SinkState and(SinkState old) {
        return new SinkState(
                name,
                kind,
                queued + old.queued,
                room,
                queuedBytes + old.queuedBytes,
                roomBytes,
                oldest.compareTo(old.oldest) < 0 ? old.oldest : oldest,
                failure == null ? old.failure : failure,
                counts);
    }
}
