package tributary.resilience;

import java.util.concurrent.atomic.AtomicLong;
import tributary.resilience.Quota.Decision;

/**
 * One token bucket: in any span of time it grants at most the {@link Quota}'s burst and what its rate yields in that span.
 *
 * <p>Starts full. Whoever asks is answered at once; nobody waits, and a refusal costs no token. A ticker that goes back
 * grants nothing for it and leaves the bucket empty at worst; one that goes ahead fills it at most; one that wraps changes
 * nothing.
 *
 * <p>Thread-safe and lock-free: the state is one atomic number.
 */
public final class TokenBucket {
    private final Quota quota;
    private final Ticker ticker;
    private final AtomicLong paidUntil;

    public TokenBucket(Quota quota, Ticker ticker) {
        this.quota = quota;
        this.ticker = ticker;
        this.paidUntil = new AtomicLong(ticker.nanos());
    }

    public Quota quota() {
        return quota;
    }

    /** Takes {@code cost} tokens, all or none. */
    public Decision take(long cost) {
        while (true) {
            long seen = paidUntil.get();
            // Read after the state: the time is then never older than what is in it, unless the clock went back.
            // The other way round, a thread that slept between the two would take another's tokens for such a
            // clock, and hand them out again.
            long now = ticker.nanos();
            Decision decision = quota.decide(quota.backlogNanos(seen, now), cost);
            long next = now + decision.backlogNanos();
            boolean changed = decision.granted() || seen - now > quota.capacityNanos();
            if (!changed || paidUntil.compareAndSet(seen, next)) {
                return decision;
            }
        }
    }

    /** Whether {@code cost} tokens could be taken now, and else when; takes none. */
    public Decision look(long cost) {
        long seen = paidUntil.get();
        return quota.look(quota.backlogNanos(seen, ticker.nanos()), cost);
    }
}
