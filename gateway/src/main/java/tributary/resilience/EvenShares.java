package tributary.resilience;

/**
 * Keeps the last tenth of the places for clients that hold fewer than their even share, so that within one class nobody is
 * starved by another who asks more often.
 *
 * <p>The even share is the places divided by the clients that hold any. Clients are counted by hash in 1,024 slots; two that
 * meet in one share it. Not thread-safe: its owner guards it.
 */
final class EvenShares {
    private static final int SLOT_BITS = 10;

    private final int seed;
    private final int[] held = new int[1 << SLOT_BITS];
    private int holders;

    /** @param seed not to be guessed by clients, so that nobody can choose whom to meet */
    EvenShares(int seed) {
        this.seed = seed;
    }

    /** Whether the client may have one more of {@code places}, {@code taken} of which are in use. */
    boolean admits(int client, int taken, int places) {
        int reserved = Math.ceilDiv(places, 10);
        if (taken < places - reserved || holders <= 1) {
            return true;
        }
        return held[slot(client)] < Math.ceilDiv(places, holders);
    }

    void take(int client) {
        if (held[slot(client)]++ == 0) {
            holders++;
        }
    }

    void giveBack(int client) {
        if (--held[slot(client)] == 0) {
            holders--;
        }
    }

    private int slot(int client) {
        // Fibonacci hashing: the high bits of the product depend on all bits of the hash.
        return ((client ^ seed) * 0x9E3779B9) >>> (Integer.SIZE - SLOT_BITS);
    }
}
