package tributary.resilience;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies are held in memory at the same time, over all requests: at most {@code most}. Of these, requests
 * of priority {@code default} find nine tenths, {@code bulk} three quarters, so that what matters is the last to find none.
 *
 * <p>A {@link Reservation} knows what it holds and gives back all of it when closed, so the sum returns to zero whatever
 * happens between. Thread-safe and lock-free, the bound is exact.
 */
public final class ByteBudget {
    private volatile long most;
    private final AtomicLong held = new AtomicLong();

    public ByteBudget(long most) {
        this.most = atLeastNone(most);
    }

    private static long atLeastNone(long most) {
        if (most < 0) {
            throw new IllegalArgumentException("most " + most);
        }
        return most;
    }

    /** Has so many bytes from now on; a reservation that is open keeps to the bound that it was opened with. */
    public void resize(long bytes) {
        most = atLeastNone(bytes);
    }

    /** One that holds nothing yet. Whoever opens it closes it. */
    public Reservation open(Priority priority) {
        long all = most;
        return new Reservation(
                switch (priority) {
                    case CRITICAL -> all;
                    case DEFAULT -> all - all / 10;
                    case BULK -> all - all / 4;
                });
    }

    /** How many there are. */
    public long most() {
        return most;
    }

    /** Bytes reserved at the moment. */
    public long held() {
        return held.get();
    }

    /** What one body holds. For one thread at a time. */
    public final class Reservation implements AutoCloseable {
        private final long bound;
        private long mine;

        private Reservation(long bound) {
            this.bound = bound;
        }

        /** Reserves so many bytes more, all or none; false if there are not so many. */
        public boolean grow(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes " + bytes);
            }
            long seen;
            do {
                seen = held.get();
                // By difference: a sum of what a client announces might overflow.
                if (bytes > bound - seen) {
                    return false;
                }
            } while (!held.compareAndSet(seen, seen + bytes));
            mine += bytes;
            return true;
        }

        /** Gives back all. */
        @Override
        public void close() {
            held.addAndGet(-mine);
            mine = 0;
        }
    }
}
