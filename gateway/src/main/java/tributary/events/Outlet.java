package tributary.events;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one worker writes to. Used by that worker alone; what has failed is a value. */
interface Outlet extends AutoCloseable {
    /** How many events it likes to be given at once. */
    int most();

    /** Gets ready, so that what would fail is known before the first event; in a word why it cannot, or null. */
    @Nullable
    String prepare();

    /**
     * Delivers the events in this order, as many as go.
     *
     * @param attempt of the first of them, from 1
     */
    Delivery deliver(List<Event> events, int attempt) throws InterruptedException;

    /** What is to become of events that there is no time for. */
    Delivery giveUp(List<Event> events) throws InterruptedException;

    /** In how many nanoseconds {@link #settle} is wanted, if no event comes before. */
    long restlessNanos();

    /** Does what was put off; in a word what is wrong, or null. */
    @Nullable
    String settle();

    @Override
    void close();

    /**
     * What came of it. The first {@code written + deadLettered + refused} of the events are done with, in this order.
     *
     * @param refused for good, and there is nowhere to keep them
     * @param failure in a word why no more of them went; null where all did
     * @param pause how long the other side wants to be left alone
     */
    record Delivery(
            int written,
            int deadLettered,
            int refused,
            @Nullable String failure,
            Duration pause) {
        static Delivery written(int events) {
            return new Delivery(events, 0, 0, null, Duration.ZERO);
        }

        static Delivery failed(String why, Duration pause) {
            return new Delivery(0, 0, 0, why, pause);
        }

        int done() {
            return written + deadLettered + refused;
        }
    }
}
