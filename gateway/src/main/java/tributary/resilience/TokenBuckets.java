package tributary.resilience;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import tributary.resilience.Quota.Decision;

/**
 * A token bucket for each client, for a stated number of clients at the same time, in memory that is taken once: 33 bytes a
 * client (33 MB for a million), whatever the keys.
 *
 * <p>The table is cut into sets of 16 places; a client's hash names its set. A place holds the hash and one number, the
 * bucket's state (see {@link Quota}). A bucket that is full again is as good as a new one, so nothing needs to be dropped:
 * its place is simply taken by the next client that needs one. No thread, no sweep, no list.
 *
 * <p>A bucket that is not full is never given up. If all 16 of a set are in use, a further client shares one more bucket of
 * that set with others like it until a place falls free; then it takes the shared bucket's state along. So a client may get
 * less than its quota, never more, and a flood of new keys resets nobody. Where those who share have different quotas, each waits
 * until what all owe fits into its own: a small one does not write off what a large one has used. There are twice as many places as clients: with so
 * many at once, one in a thousand shares. The hash is keyed with random numbers, so nobody can choose whom to meet.
 *
 * <p>The clock may do what it likes, as with {@link TokenBucket}. The quota comes with each request, so a client's tier may
 * change at any time; what it has used stays used. Two clients with the same 64 bits of hash share a bucket; among a million
 * that happens once in 30 million runs.
 *
 * <p>Thread-safe: a set is looked at under one of 256 locks, held for well under a microsecond.
 */
public final class TokenBuckets {
    private static final int PLACES = 16;
    /** Sixteen hashes, sixteen states, the shared state. */
    private static final int LONGS = 2 * PLACES + 1;

    private static final int MOST_CLIENTS = 100_000_000;

    private final Ticker ticker;
    private final KeyedHash hash;
    private final long started;
    private final int sets;
    private final long[] table;
    private final Object[] locks = new Object[256];
    private final LongAdder shared = new LongAdder();
    /** The largest capacity that any client had. Nobody can owe more, unless the clock went back. */
    private final AtomicLong most = new AtomicLong();

    /**
     * @param clients how many are to have a bucket of their own at the same time, up to 100 million
     * @param random where the key of the hash comes from; not to be guessed by clients
     */
    public TokenBuckets(int clients, Ticker ticker, RandomGenerator random) {
        if (clients < 1 || clients > MOST_CLIENTS) {
            throw new IllegalArgumentException("clients " + clients);
        }
        this.ticker = ticker;
        this.hash = new KeyedHash(random.nextLong(), random.nextLong());
        this.started = ticker.nanos();
        this.sets = Math.ceilDiv(2 * clients, PLACES);
        this.table = new long[sets * LONGS];
        for (int i = 0; i < locks.length; i++) {
            locks[i] = new Object();
        }
    }

    /** Takes {@code cost} tokens of this client's bucket, all or none. */
    public Decision take(String client, Quota quota, long cost) {
        long id = id(client);
        int set = set(id);
        synchronized (locks[set % locks.length]) {
            // From the start, so that the zeros of an unused place lie in the past.
            long now = ticker.nanos() - started;
            int at = stateOf(id, set * LONGS, now);
            Decision decision = quota.decide(backlogNanos(at, quota, now), cost);
            table[at] = now + decision.backlogNanos();
            return decision;
        }
    }

    /**
     * What two buckets answered that were asked together. Where one refused, neither gave anything, and {@code remaining} of
     * both is what is there.
     */
    public record Both(Decision own, Decision also) {
        public boolean granted() {
            return own.granted() && also.granted();
        }
    }

    /** Takes {@code cost} tokens of this client's bucket and of {@code also}: of both or of neither. */
    public Both take(String client, Quota quota, long cost, TokenBucket also) {
        long id = id(client);
        int set = set(id);
        synchronized (locks[set % locks.length]) {
            long now = ticker.nanos() - started;
            int at = stateOf(id, set * LONGS, now);
            long backlog = backlogNanos(at, quota, now);
            Decision own = quota.decide(backlog, cost);
            // Under the lock nobody sees the tokens that are taken here only if the other bucket has some too.
            Decision other = own.granted() ? also.take(cost) : also.look(cost);
            Decision kept = other.granted() ? own : quota.look(backlog, cost);
            table[at] = now + kept.backlogNanos();
            return new Both(kept, other);
        }
    }

    private static boolean isShared(int at) {
        return at % LONGS == 2 * PLACES;
    }

    private long backlogNanos(int at, Quota quota, long now) {
        if (quota.capacityNanos() > most.get()) {
            most.accumulateAndGet(quota.capacityNanos(), Math::max);
        }
        // What a client's own bucket owes beyond its quota is from another quota or another clock, and is forgotten.
        return isShared(at) ? Math.clamp(table[at] - now, 0, most.get()) : quota.backlogNanos(table[at], now);
    }

    private long id(String client) {
        // Zero marks a place that was never used.
        return Math.max(hash.of(client) >>> 1, 1);
    }

    private int set(long id) {
        return (int) Math.unsignedMultiplyHigh(id << 1, sets);
    }

    /** Where the state of this client is: its own, that of a place no longer needed, or the shared one. */
    private int stateOf(long id, int first, long now) {
        int free = -1;
        for (int at = first; at < first + PLACES; at++) {
            if (table[at] == id) {
                return at + PLACES;
            }
            if (free < 0 && (table[at] == 0 || table[at + PLACES] - now <= 0)) {
                free = at;
            }
        }
        int sharedState = first + 2 * PLACES;
        if (free < 0) {
            shared.increment();
            return sharedState;
        }
        table[free] = id;
        // Whoever used the shared bucket a moment ago would otherwise begin with a full one of its own.
        table[free + PLACES] = table[sharedState];
        return free + PLACES;
    }

    /** How many requests met a shared bucket since the start; if this grows, there are more clients than were planned for. */
    public long shared() {
        return shared.sum();
    }

    /** How many clients have a bucket that is not full. Looks through the whole table: some milliseconds for a million. */
    public int inUse() {
        int count = 0;
        for (int set = 0; set < sets; set++) {
            synchronized (locks[set % locks.length]) {
                long now = ticker.nanos() - started;
                for (int at = set * LONGS; at < set * LONGS + PLACES; at++) {
                    count += table[at] != 0 && table[at + PLACES] - now > 0 ? 1 : 0;
                }
            }
        }
        return count;
    }
}
