package tributary.downstream.http2;

/**
 * How many frames a service may send that bring no answer nearer (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA,
 * CONTINUATION, interim answers, frames of streams that have ended): each costs us work and it nothing.
 *
 * <p>Starts at {@value #MOST} and is never more; {@value #A_SECOND} come back a second, and some for each frame with data and
 * each answer, so that a busy connection, on which such frames are common, has more of them. Whoever uses it guards it.
 */
final class FrameBudget {
    private static final int MOST = 1_000;
    private static final int A_SECOND = 100;
    private static final int AN_ANSWER = 10;
    private static final long NANOS_EACH = 1_000_000_000 / A_SECOND;

    private int left = MOST;
    private long countedAt;

    FrameBudget(long nowNanos) {
        countedAt = nowNanos;
    }

    /** Takes one; says whether there was one. */
    boolean take(long nowNanos) {
        if (left == 0) {
            long earned = Math.max(0, nowNanos - countedAt) / NANOS_EACH;
            countedAt = nowNanos;
            left = (int) Math.min(MOST, earned);
        }
        return left-- > 0;
    }

    void data() {
        left = Math.min(MOST, left + 1);
    }

    void answer() {
        left = Math.min(MOST, left + AN_ANSWER);
    }
}
