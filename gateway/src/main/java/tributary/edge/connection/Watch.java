package tributary.edge.connection;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tributary.plan.ClientLimits;

/**
 * One thread for all of a listener's deadlines, and its clock.
 *
 * <p>Every {@link #TICK} it moves the clock, and looks at the requests whose handler is at work: one that was so at the tick
 * before is no fast one, and its client is watched from now on ({@link ByteSource#readAhead}). A fast request pays one entry
 * in a set for that. Sockets are looked at less often, so that ten thousand idle ones cost a fraction of a percent of one
 * core; a deadline is therefore kept up to a quarter of a second late.
 *
 * <p>Thread-safe. It never blocks: closing a socket does not wait, and whatever must be written is written by another thread.
 */
final class Watch implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(15);

    private static final long LONGEST_ROUND = Duration.ofMillis(250).toNanos();

    private static final System.Logger LOG = System.getLogger("tributary.edge");

    private final Set<GuardedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<ByteSource> atWork = ConcurrentHashMap.newKeySet();
    private final GuardedSocket.Limits limits;
    private final long round;
    private final Thread thread;
    private volatile long now = System.nanoTime() | 1;
    private volatile boolean closingIdle;
    private volatile boolean closed;

    Watch(ClientLimits limits) {
        this.limits = GuardedSocket.Limits.of(limits);
        this.round = Math.clamp(this.limits.shortest() / 10, TICK.toNanos(), LONGEST_ROUND);
        this.thread = Thread.ofPlatform().daemon().name("connection watch").unstarted(this::run);
        thread.start();
    }

    /** Nanoseconds as of the last tick; never 0, which may so stand for none. */
    long now() {
        return now;
    }

    void add(GuardedSocket socket) {
        sockets.add(socket);
    }

    void remove(GuardedSocket socket) {
        sockets.remove(socket);
    }

    /** From now on the client of {@code source} may not leave unseen. */
    void attend(ByteSource source) {
        atWork.add(source);
    }

    void dismiss(ByteSource source) {
        atWork.remove(source);
    }

    /** To every client whose protocol has words for it. */
    void announceEnd() {
        sockets.forEach(GuardedSocket::announceEnd);
    }

    /** From now on each connection is closed as soon as it is idle. */
    void closeIdle() {
        closingIdle = true;
    }

    private void run() {
        long lastRound = now;
        while (!closed) {
            try {
                Thread.sleep(TICK);
            } catch (InterruptedException e) {
                return;
            }
            long at = System.nanoTime() | 1;
            now = at;
            boolean whole = at - lastRound >= round;
            lastRound = whole ? at : lastRound;
            try {
                look(at, whole);
            } catch (RuntimeException e) {
                // A bug in here must not be the end of all deadlines.
                LOG.log(Level.ERROR, "a look at the client connections failed", e);
            }
        }
    }

    /** @param whole whether to look at the idle ones too */
    private void look(long at, boolean whole) {
        atWork.removeIf(source -> {
            boolean slow = at - source.atWorkSince() > TICK.toNanos();
            if (slow) {
                source.readAhead();
            }
            return slow;
        });
        if (closingIdle) {
            sockets.forEach(socket -> socket.closeIfIdle(at));
        }
        if (whole) {
            sockets.removeIf(socket -> !socket.check(at, limits));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
