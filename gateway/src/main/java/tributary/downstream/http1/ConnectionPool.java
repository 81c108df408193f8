package tributary.downstream.http1;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * The places for one service's connections: at most {@code maxConnections}, each idle here or lent to one exchange.
 *
 * <p>The connection used last is lent first, so that those beyond the need grow old; one older than {@code maxIdle} is
 * closed at the next touch of the pool, there is no thread for it. When all places are lent, exchanges wait in the order
 * of their coming until their deadline, at most {@code maxWaiting} of them.
 *
 * <p><b>Why nothing races.</b> All fields are read and written with {@code lock} held, and no socket is touched while
 * it is (but by the last exchanges of a closed pool). A place is lent ({@code lent++}) in {@link #free} only. It ends in
 * {@link #giveBack} only, which every exchange calls exactly once, in a {@code finally}; there it either passes to the
 * first who waits, {@code lent} staying as it is, or ends ({@code lent--}). An exchange that stops waiting at the moment
 * in which it is handed a place holds the lock when it looks, so it sees the place and uses it or passes it on. So
 * {@code lent} is the number of exchanges that hold a place, and {@code lent + idle.size() <= maxConnections} holds
 * because {@link #free} is the only growth and checks it. Somebody waits only if nothing was free, and what becomes free
 * goes to those who wait before anybody else can see it: while the queue is not empty there is no idle connection and no
 * unused place, so a newcomer cannot overtake. A connection is in {@code idle} or in one place, never in both:
 * {@link #free} removes it from the one as it puts it into the other, and {@link #giveBack} the other way round. The lock
 * also hands a connection's own fields from thread to thread.
 *
 * <p>After {@link #close} exchanges still find places, but no connection is kept.
 */
final class ConnectionPool {
    /**
     * A connection that never rests would go to the address at which the service's name once pointed for as long as somebody
     * answers there. After that time the next exchange opens a new one, by what the name means then.
     */
    private static final long MOST_AGE_NANOS = Duration.ofSeconds(30).toNanos();

    /** The right to have one connection open, and the connection if there is one. Belongs to one exchange. */
    static final class Place {
        private @Nullable Connection connection;
        private boolean keep;

        private Place(@Nullable Connection connection) {
            this.connection = connection;
        }

        @Nullable
        Connection connection() {
            return connection;
        }

        /** Closes the connection of this place, if there is one. */
        void clear() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }

        /** Puts a connection here; until {@link #keepIf} says otherwise it is closed with the place. */
        Connection put(Connection opened) {
            clear();
            connection = opened;
            return opened;
        }

        private boolean isOld(long now) {
            return connection != null && connection.keptNanos(now) > MOST_AGE_NANOS;
        }

        void keepIf(boolean reusable) {
            keep = reusable;
        }
    }

    private static final class Waiter {
        private final Condition handed;
        private @Nullable Place place;

        Waiter(Condition handed) {
            this.handed = handed;
        }
    }

    private final int maxConnections;
    private final int maxWaiting;
    private final long maxIdleNanos;
    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private int lent;
    private boolean closed;

    ConnectionPool(TransportSettings settings, Ticker ticker) {
        this.ticker = ticker;
        maxConnections = settings.maxConnections();
        maxWaiting = settings.maxWaiting();
        maxIdleNanos = settings.maxIdle().toNanos();
    }

    /** A place, with the connection used last if one is idle; null where none became free by the deadline. */
    @Nullable
    Place take(Deadline deadline) throws InterruptedException {
        List<Connection> tooOld;
        Place place;
        lock.lock();
        try {
            tooOld = removeTooOld();
            place = free();
            if (place == null && waiters.size() < maxWaiting) {
                // Whoever comes here found nothing too old: that would have left a place.
                place = await(deadline);
            }
        } finally {
            lock.unlock();
        }
        tooOld.forEach(Connection::close);
        return place;
    }

    /** Ends the use of a place. Its connection is kept for others, if {@link Place#keepIf} said so, or closed. */
    void giveBack(Place place) {
        if (!place.keep || place.isOld(ticker.nanos())) {
            // Before the place is free, so that never more than maxConnections are open.
            place.clear();
        }
        place.keep = false;
        List<Connection> tooOld;
        lock.lock();
        try {
            tooOld = removeTooOld();
            passOn(place);
        } finally {
            lock.unlock();
        }
        tooOld.forEach(Connection::close);
    }

    private @Nullable Place free() {
        Connection newest = idle.pollLast();
        if (newest == null && lent >= maxConnections) {
            return null;
        }
        lent++;
        return new Place(newest);
    }

    private @Nullable Place await(Deadline deadline) throws InterruptedException {
        Waiter waiter = new Waiter(lock.newCondition());
        waiters.addLast(waiter);
        try {
            long left = deadline.remainingNanos();
            while (waiter.place == null && left > 0) {
                left = waiter.handed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            if (waiter.place != null) {
                passOn(waiter.place);
            }
            throw e;
        } finally {
            if (waiter.place == null) {
                waiters.remove(waiter);
            }
        }
        return waiter.place;
    }

    private void passOn(Place place) {
        Connection kept = place.connection;
        place.connection = null;
        if (kept != null && closed) {
            kept.close();
            kept = null;
        }
        if (kept != null) {
            kept.rest(ticker.nanos());
        }
        Waiter first = waiters.pollFirst();
        if (first != null) {
            first.place = new Place(kept);
            first.handed.signal();
            return;
        }
        lent--;
        if (kept != null) {
            idle.addLast(kept);
        }
    }

    private List<Connection> removeTooOld() {
        Connection oldest = idle.peekFirst();
        if (oldest == null) {
            return List.of();
        }
        long now = ticker.nanos();
        List<Connection> removed = null;
        while (oldest != null && oldest.idleNanos(now) > maxIdleNanos) {
            removed = removed == null ? new ArrayList<>() : removed;
            removed.add(oldest);
            idle.pollFirst();
            oldest = idle.peekFirst();
        }
        return removed == null ? List.of() : removed;
    }

    void close() {
        List<Connection> removed;
        lock.lock();
        try {
            closed = true;
            removed = List.copyOf(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        removed.forEach(Connection::close);
    }

    /** How full the pool is at one moment. */
    PoolUse use() {
        lock.lock();
        try {
            return new PoolUse(lent, idle.size(), waiters.size());
        } finally {
            lock.unlock();
        }
    }
}
