package tributary.engine;

import java.time.Duration;

/**
 * The quickest answer to a call in the last ten to twenty seconds: what it takes at the very least. Of fewer than
 * {@link #FEWEST} answers nothing is concluded, so a call that nobody makes any more is tried again after that time.
 *
 * <p>Only answers count: a service that fails or is too late has not shown what an answer takes. Thread-safe: a lock, held
 * for some nanoseconds.
 */
final class Quickest {
    static final int FEWEST = 20;
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private boolean begun;
    private long start;
    private long now = Long.MAX_VALUE;
    private long before = Long.MAX_VALUE;
    private int count;
    private int countBefore;

    synchronized void add(long at, long nanos) {
        advance(at);
        now = Math.min(now, nanos);
        count++;
    }

    /** 0 where too little is known. */
    synchronized long nanos(long at) {
        advance(at);
        return count + countBefore < FEWEST ? 0 : Math.min(now, before);
    }

    private void advance(long at) {
        long passed = begun ? at - start : Long.MAX_VALUE;
        if (passed < WINDOW_NANOS) {
            return;
        }
        boolean justOver = passed < 2 * WINDOW_NANOS;
        before = justOver ? now : Long.MAX_VALUE;
        countBefore = justOver ? count : 0;
        now = Long.MAX_VALUE;
        count = 0;
        start = at;
        begun = true;
    }
}
