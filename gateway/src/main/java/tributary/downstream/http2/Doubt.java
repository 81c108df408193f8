package tributary.downstream.http2;

import java.time.Duration;

/**
 * Whether anybody is still there at a connection's other end. Where nothing at all came since an exchange was sent that ran out of
 * time, perhaps nobody is; until that is known, others go elsewhere.
 *
 * <p>Not thread-safe: the connection's lock is held.
 */
final class Doubt {
    /** A silence that says something; or so many exchanges in a row without a word: one may have been sent too late to be answered. */
    private static final long TELLING_NANOS = Duration.ofMillis(50).toNanos();

    private static final int TELLING = 3;

    /** Beyond which a connection that was asked for a sign of life is dead. */
    private static final long SILENT_NANOS = Duration.ofSeconds(2).toNanos();

    private long heardAt;
    private int unheard;
    private boolean doubted;
    private long doubtedAt;

    /** Something came; whether there was a doubt, which is over now. */
    boolean heard(long now) {
        heardAt = now;
        unheard = 0;
        boolean was = doubted;
        doubted = false;
        return was;
    }

    /** The time of an exchange is up that was sent at {@code begunAt}; whether a doubt begins with it. */
    boolean late(long begunAt, long now) {
        if (heardAt - begunAt > 0) {
            return false;
        }
        unheard++;
        if (doubted || (unheard < TELLING && now - begunAt < TELLING_NANOS)) {
            return false;
        }
        doubted = true;
        doubtedAt = now;
        return true;
    }

    boolean isThere() {
        return doubted;
    }

    /** Whether it has lasted so long that it is none any more. */
    boolean isCertain(long now) {
        return doubted && now - doubtedAt > SILENT_NANOS;
    }
}
