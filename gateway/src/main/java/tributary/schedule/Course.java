package tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import tributary.resilience.Ticker;
import tributary.schedule.Periodic.Result;

/**
 * How something goes that is done again and again: told by the thread that does it, whichever that is, and read by all.
 *
 * <p>Thread-safe for one that tells. It tells in turns: {@link #waits}, {@link #begins}, {@link #ends}.
 */
public final class Course {
    private final Ticker ticker;
    private final InstantSource wall;
    private volatile RunState state;
    private long start;

    /** @param name as {@link Periodic}'s: unlike that of all others */
    public Course(String name, Ticker ticker, InstantSource wall) {
        this.ticker = ticker;
        this.wall = wall;
        this.state = RunState.of(name);
    }

    /** What came of it so far. */
    public RunState state() {
        return state;
    }

    /** The next run begins after {@code time}; returns when that is. */
    public Instant waits(Duration time) {
        Instant due = wall.instant().plus(time);
        state = state.waiting(due);
        return due;
    }

    /** A run begins now. */
    public void begins() {
        start = ticker.nanos();
        state = state.begun(wall.instant());
    }

    /** The run that has begun is over; returns how long it took. */
    public Duration ends(Result result) {
        Duration took = Duration.ofNanos(Math.max(ticker.nanos() - start, 0));
        state = state.ended(result, took);
        return took;
    }
}
