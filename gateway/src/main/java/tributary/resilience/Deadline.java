package tributary.resilience;

import java.time.Duration;

/**
 * A point in time by which work must be done. It is passed down as an argument and only ever shrinks.
 *
 * <p>Measured on a {@link Ticker}, so the wall clock may jump. Immutable and thread-safe.
 *
 * @param atNanos the point, on the ticker's own scale
 */
public record Deadline(long atNanos, Ticker ticker) {

    /** The deadline that lies {@code timeout} from now. A negative timeout lies in the past. */
    public static Deadline after(Duration timeout, Ticker ticker) {
        return new Deadline(ticker.nanos() + timeout.toNanos(), ticker);
    }

    /** Nanoseconds left; zero or negative once it has passed. */
    public long remainingNanos() {
        return atNanos - ticker.nanos();
    }

    /** The deadline that lies {@code grace} later: for whoever waits for what itself keeps to this one. */
    public Deadline plus(Duration grace) {
        return new Deadline(atNanos + grace.toNanos(), ticker);
    }

    public boolean passed() {
        return remainingNanos() <= 0;
    }

    /** The earlier of this deadline and the one {@code timeout} from now. */
    public Deadline within(Duration timeout) {
        long limited = ticker.nanos() + timeout.toNanos();
        // Differences, not values, are compared: the ticker's scale may wrap.
        return limited - atNanos < 0 ? new Deadline(limited, ticker) : this;
    }

    /**
     * What is left as milliseconds for a timeout of the JDK's sockets, rounded up, at least 1: a socket timeout of zero
     * would mean for ever. Ask {@link #passed()} first.
     */
    public int remainingMillisForSocket() {
        long millis = (remainingNanos() + 999_999) / 1_000_000;
        return Math.clamp(millis, 1, Integer.MAX_VALUE);
    }
}
