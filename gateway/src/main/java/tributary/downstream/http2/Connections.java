package tributary.downstream.http2;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.WireUse;
import tributary.downstream.http1.Opened;
import tributary.downstream.http1.Opener;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.Exchange.Outcome;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * The connections to one service, and the exchanges that wait for one.
 *
 * <p>There is one connection as long as it takes all exchanges. Another is opened when exchanges wait although every one that
 * is open is full, one at a time, up to {@code maxConnections}. Who waits does so in the order of coming and no longer than
 * its deadline. What keeps a connection from being opened fails all who wait, unless others are open.
 *
 * <p>One that is {@code MOST_AGE} old is followed by a new one, opened by what the service's name means then: it takes no more
 * exchanges and ends with its last. One at a time, and for as long as that takes there may be one more than
 * {@code maxConnections}: else whoever has but one would wait for the slowest of its exchanges.
 *
 * <p>The lock guards everything in this package that exchanges share; what needs it to be held says so.
 */
final class Connections {
    /** Who comes while the first connection is being opened waits for that, not for a place. */
    private static final int MORE_WHILE_OPENING = 256;

    /** As HTTP/1.1's pool has it, and for the same reason: a busy connection would stay with an old address for ever. */
    private static final long MOST_AGE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_OFTEN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Something done with the lock held. */
    @FunctionalInterface
    interface Step<E extends Exception> {
        void run() throws E;
    }

    private final TransportSettings settings;
    private final Opener opener;
    private final Ticker ticker;
    private final boolean tls;
    private final @Nullable Handover otherwise;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Connection> all = new ArrayList<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private boolean watched;
    private boolean closed;

    /**
     * @param tls whether the opener does TLS, which then must have agreed on HTTP/2
     * @param otherwise takes connections on which it agreed on something else; null where that is a failure
     */
    Connections(TransportSettings settings, Opener opener, Ticker ticker, boolean tls, @Nullable Handover otherwise) {
        this.settings = settings;
        this.opener = opener;
        this.ticker = ticker;
        this.tls = tls;
        this.otherwise = otherwise;
    }

    /** Makes one exchange. Where it is cancelled or late, the service is told, and the connection stays for the others. */
    Outcome run(Exchange exchange, Deadline deadline) throws InterruptedException {
        locked(() -> admit(exchange));
        try {
            Outcome outcome = exchange.await(deadline);
            return outcome != null ? outcome : late(exchange);
        } catch (InterruptedException e) {
            locked(() -> abandon(exchange, false));
            throw e;
        }
    }

    private void admit(Exchange exchange) {
        boolean opening = any(Connection::opening);
        if (waiting.size() >= settings.maxWaiting() + (opening || all.isEmpty() ? MORE_WHILE_OPENING : 0)) {
            exchange.fail(new Failure.BulkheadFull());
            return;
        }
        waiting.add(exchange);
        serve();
    }

    private Outcome late(Exchange exchange) {
        lock.lock();
        try {
            Outcome outcome = exchange.outcome();
            if (outcome != null) {
                return outcome;
            }
            boolean begun = exchange.connection() != null;
            abandon(exchange, true);
            Failure failure = begun || !any(Connection::usable) ? new Failure.Timeout() : new Failure.BulkheadFull();
            return new Outcome.Ended(new Exchanged.None(failure));
        } finally {
            lock.unlock();
        }
    }

    private void abandon(Exchange exchange, boolean late) {
        Connection connection = exchange.connection();
        if (connection != null) {
            connection.abandon(exchange, late);
        } else {
            waiting.remove(exchange);
        }
    }

    /** Begins what waits, as far as there is room, and makes room if there is none. The lock is held. */
    void serve() {
        while (!waiting.isEmpty()) {
            Connection roomy = first(Connection::hasRoom);
            if (roomy == null) {
                openAnother();
                return;
            }
            if (roomy.isOlderThan(MOST_AGE_NANOS) && !any(Connection::retired)) {
                roomy.retire();
            } else {
                roomy.begin(waiting.removeFirst());
            }
        }
    }

    private void openAnother() {
        // One that takes nothing although it is empty tells that another would not either.
        int most = settings.maxConnections() + (any(Connection::retired) ? 1 : 0);
        if (all.size() < most && !any(Connection::opening) && !any(Connection::refusing)) {
            Connection connection = new Connection(this, lock);
            all.add(connection);
            connection.start();
            if (!watched) {
                watched = true;
                Thread.ofVirtual().name("http2-watch").start(this::watch);
            }
        }
    }

    private @Nullable Connection first(Predicate<Connection> condition) {
        for (Connection connection : all) {
            if (condition.test(connection)) {
                return connection;
            }
        }
        return null;
    }

    private boolean any(Predicate<Connection> condition) {
        return first(condition) != null;
    }

    /** Opens a socket for a connection; called by its thread. */
    Opened open() throws IOException, InterruptedException {
        // The opener keeps to the connect timeout by itself, and says so in its own words; this is only behind it.
        return opener.open(Deadline.after(settings.connectTimeout().multipliedBy(2), ticker));
    }

    /** A connection did not come about. */
    void notOpened(Connection connection, Failure failure) {
        locked(() -> {
            boolean _ = remove(connection);
            if (!any(Connection::usable)) {
                endWaiting(new Outcome.Ended(new Exchanged.None(failure)));
            }
        });
    }

    /** TLS did not agree on HTTP/2. */
    void otherProtocol(Connection connection, Opened opened) {
        if (otherwise != null) {
            otherwise.put(opened);
        } else {
            opened.close();
        }
        Failure failure = new Failure.TlsFailed("the service does not speak HTTP/2");
        locked(() -> {
            boolean _ = remove(connection);
            endWaiting(
                    otherwise != null ? new Outcome.OtherProtocol() : new Outcome.Ended(new Exchanged.None(failure)));
        });
    }

    private void failWaiting(String why) {
        if (!any(Connection::usable)) {
            endWaiting(new Outcome.Ended(new Exchanged.None(new Failure.ConnectFailed(why))));
        }
    }

    private void endWaiting(Outcome outcome) {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().end(outcome);
        }
    }

    /** A connection's threads and socket are no more. */
    void gone(Connection connection) {
        locked(() -> {
            if (!remove(connection)) {
                // It never came about; who waited knows, and another would fare no better just now.
                return;
            }
            if (connection.opening()) {
                failWaiting("no connection");
            } else if (connection.tookNothing()) {
                // Another would be opened at once, and closed at once, for as long as anybody waits.
                failWaiting("the service closed its connection without having taken a request");
            }
            serve();
        });
    }

    private boolean remove(Connection connection) {
        changed.signal();
        return all.remove(connection);
    }

    /** Looks after the connections now and then, as long as there are any. */
    private void watch() {
        long pause = Math.clamp(settings.maxIdle().toNanos() / 2, LOOK_OFTEN_NANOS, LOOK_NANOS);
        while (true) {
            List<Opened> stuck = new ArrayList<>();
            lock.lock();
            try {
                if (all.isEmpty()) {
                    watched = false;
                    return;
                }
                long _ = changed.awaitNanos(pause);
                for (Connection connection : List.copyOf(all)) {
                    Opened socket = connection.look(settings.maxIdle().toNanos());
                    if (socket != null) {
                        stuck.add(socket);
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            } finally {
                lock.unlock();
            }
            stuck.forEach(Opened::close);
        }
    }

    <E extends Exception> void locked(Step<E> step) throws E {
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    Ticker ticker() {
        return ticker;
    }

    boolean speaksTls() {
        return tls;
    }

    boolean closed() {
        return closed;
    }

    /** Closes what is idle now and the rest as the exchanges end. */
    void close() {
        locked(() -> {
            closed = true;
            List.copyOf(all).forEach(connection -> connection.endIfUnused(waiting.isEmpty()));
        });
    }

    WireUse wireUse() {
        lock.lock();
        try {
            int idle = (int) all.stream().filter(Connection::idle).count();
            int unwritten = all.stream().mapToInt(Connection::unwritten).sum();
            return new WireUse(all.size(), idle, waiting.size(), unwritten);
        } finally {
            lock.unlock();
        }
    }

    /** Connections that are open, or being opened or closed. */
    int count() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }
}
