package tributary.events;

import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import tributary.json.JsonOutput;

/**
 * Something that happened, as JSON of one line.
 *
 * <p>Immutable and thread-safe, as long as nobody writes into {@link #json}, which is not copied.
 */
public final class Event {
    /** What one takes beside its texts, roughly. */
    private static final int FIXED = 200;

    private final String id;
    private final String key;
    private final byte[] json;
    private final Instant when;
    private final long nanos;

    private Event(String id, String key, byte[] json, Instant when, long nanos) {
        this.id = id;
        this.key = key;
        this.json = json;
        this.when = when;
        this.nanos = nanos;
    }

    /**
     * One with an id that no other has.
     *
     * @param key events of one key stay in order; empty where the order does not matter
     * @param json one JSON text
     * @param nanos when, on the sink's ticker
     */
    static Event of(String key, JsonOutput json, Instant when, long nanos) {
        byte[] line = json.toByteArray();
        // A value that a service sent goes through as it was sent. Between tokens a blank is as good as a line's
        // end; within texts none can stand.
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        String id = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
        return new Event(id, key, line, when, nanos);
    }

    /** 32 hexadecimal digits. */
    String id() {
        return id;
    }

    String key() {
        return key;
    }

    byte[] json() {
        return json;
    }

    Instant when() {
        return when;
    }

    /** When, on the sink's ticker. */
    long nanos() {
        return nanos;
    }

    /** Bytes of memory, roughly. */
    long weight() {
        return (long) FIXED + json.length + 2L * key.length();
    }
}
