package tributary.events;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of a sink's events. Where nothing is under way, those offered are those written, those dropped, and those in the
 * queue.
 *
 * <p>Thread-safe; each number is right for a moment within the reading.
 */
public final class SinkCounts {
    private final LongAdder offered = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);

    /** Why an event is not there. */
    public enum Drop {
        /** The queue was full, and the configuration says to do without. */
        FULL("full"),
        /** The queue was full, and the request was answered with 503 for it, or there was nobody left to answer. */
        REJECTED("rejected"),
        /** It was larger than an event may be. */
        TOO_LARGE("too-large"),
        /** A template could not be filled in. */
        UNMADE("unmade"),
        /** The webhook would not take it, and there is no file for that. */
        REFUSED("refused"),
        /** It was accepted, and the gateway ended before it could be written anywhere. */
        LOST("lost");

        private final String word;

        Drop(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    SinkCounts() {
        // All now: afterwards the map is only read.
        for (Drop why : Drop.values()) {
            dropped.put(why, new LongAdder());
        }
    }

    private LongAdder adder(Drop why) {
        return Objects.requireNonNull(dropped.get(why));
    }

    void offered() {
        offered.increment();
    }

    void written(int events) {
        written.add(events);
    }

    void deadLettered(int events) {
        deadLettered.add(events);
        written.add(events);
    }

    void retried() {
        retries.increment();
    }

    void dropped(Drop why, int events) {
        adder(why).add(events);
    }

    /** Events that requests made, or wanted to make. */
    public long allOffered() {
        return offered.sum();
    }

    /** Those that the sink has taken, or a dead-letter file. */
    public long allWritten() {
        return written.sum();
    }

    /** Those of them that a dead-letter file has taken. */
    public long allDeadLettered() {
        return deadLettered.sum();
    }

    /** Attempts to write that came after a failed one. */
    public long allRetries() {
        return retries.sum();
    }

    public long allDropped(Drop why) {
        return adder(why).sum();
    }
}
