package tributary.resilience;

import java.time.Duration;

/**
 * What a token bucket grants: one token every {@code tokenNanos} on average, and at most {@code burst} at once.
 *
 * <p>The bucket's whole state is one point in time, {@code paidUntil}: up to there, what was taken is paid for by the passing
 * of time. What lies between now and that point is the backlog; a token adds {@code tokenNanos} to it, and it may not exceed
 * {@link #capacityNanos()}. So nothing has to be refilled, and a bucket without backlog is as good as a new one. This is the
 * generic cell rate algorithm (GCRA) of ITU-T I.371, in its virtual scheduling form.
 *
 * <p>Whole nanoseconds, rounded up: never more than the rate, and less by at most one part in 10^9 / rate (at 1,000 a second
 * one in a million). Immutable.
 *
 * @param tokenNanos at least 1
 * @param burst at least 1; the capacity may not exceed 30 years
 */
public record Quota(long tokenNanos, long burst) {
    private static final long SECOND = 1_000_000_000L;
    private static final long MOST = 30L * 365 * 24 * 3600 * SECOND;

    public Quota {
        if (tokenNanos < 1 || burst < 1 || burst > MOST / tokenNanos) {
            throw new IllegalArgumentException("tokenNanos " + tokenNanos + ", burst " + burst);
        }
    }

    /** {@code tokens} every {@code period}: {@code of(6000, Duration.ofMinutes(1), 100)}. At most 10^9 a second. */
    public static Quota of(long tokens, Duration period, long burst) {
        return new Quota(Math.ceilDiv(period.toNanos(), tokens), burst);
    }

    /** Whether {@link #of} makes one of these, and does not throw. */
    public static boolean possible(long tokens, Duration period, long burst) {
        long tokenNanos = tokens < 1 ? 0 : Math.ceilDiv(period.toNanos(), tokens);
        return tokenNanos >= 1 && burst >= 1 && burst <= MOST / tokenNanos;
    }

    /** The backlog at which nothing more is granted; the time in which an empty bucket fills. */
    public long capacityNanos() {
        return burst * tokenNanos;
    }

    /** That time in whole seconds, rounded up: the window {@code w} of a {@code RateLimit-Policy} whose {@code q} is the burst. */
    public long windowSeconds() {
        return Math.ceilDiv(capacityNanos(), SECOND);
    }

    /**
     * What {@code cost} tokens add to the backlog. More than the burst counts as the burst: such a request needs a full
     * bucket, but it is not refused for ever.
     */
    long costNanos(long cost) {
        return Math.clamp(cost, 0, burst) * tokenNanos;
    }

    /**
     * The backlog of a bucket at {@code now}, from 0 to the capacity. It can only be beyond the capacity if the clock went
     * back; then the bucket counts as empty, and is full again after {@link #capacityNanos()} and not after the jump.
     */
    long backlogNanos(long paidUntil, long now) {
        return Math.clamp(paidUntil - now, 0, capacityNanos());
    }

    /**
     * What is answered to someone who wants {@code cost} tokens of a bucket with this backlog, which may be beyond the capacity
     * where others with a larger one share the bucket.
     */
    Decision decide(long backlogNanos, long cost) {
        long over = over(backlogNanos, cost);
        boolean granted = over <= 0;
        long left = granted ? backlogNanos + costNanos(cost) : backlogNanos;
        return new Decision(granted, remaining(left), Math.max(over, 0), left);
    }

    /** The same without taking: {@code granted} and {@code waitNanos} for {@code cost} tokens, the rest as it stays. */
    Decision look(long backlogNanos, long cost) {
        long over = over(backlogNanos, cost);
        return new Decision(over <= 0, remaining(backlogNanos), Math.max(over, 0), backlogNanos);
    }

    private long over(long backlogNanos, long cost) {
        return cost == 0 ? 0 : backlogNanos + costNanos(cost) - capacityNanos();
    }

    private long remaining(long backlogNanos) {
        return Math.max(capacityNanos() - backlogNanos, 0) / tokenNanos;
    }

    /**
     * What a token bucket answered.
     *
     * @param granted whether the tokens were taken; if not, nothing was
     * @param remaining the tokens still there: {@code r} of the {@code RateLimit} field
     * @param waitNanos after which the same request is granted if nobody else takes; 0 if it was granted
     * @param backlogNanos after which the bucket is full
     */
    public record Decision(boolean granted, long remaining, long waitNanos, long backlogNanos) {

        /** For {@code Retry-After}: whoever waits that long is granted, unless others took meanwhile. 0 if granted. */
        public long retryAfterSeconds() {
            return Math.ceilDiv(waitNanos, SECOND);
        }

        /**
         * {@code t} of the {@code RateLimit} field: when the bucket is full; of a refused request the same as
         * {@code Retry-After}, which draft-ietf-httpapi-ratelimit-headers-10 does not want before it.
         */
        public long resetSeconds() {
            return granted ? Math.ceilDiv(backlogNanos, SECOND) : retryAfterSeconds();
        }
    }
}
