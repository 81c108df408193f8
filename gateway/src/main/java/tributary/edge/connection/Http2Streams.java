package tributary.edge.connection;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The streams of one HTTP/2 connection as far as we must know them: the threads that serve them, and the {@link Presence} of
 * the client for each. To the server it is the executor that it starts its streams on.
 *
 * <p>A presence is made by whoever comes first, the handler or the client's reset, so neither can miss the other. Those of
 * streams that were reset and whose handler never asks are forgotten once there are many.
 *
 * <p>Thread-safe.
 */
final class Http2Streams extends AbstractExecutorService {
    private static final System.Logger LOG = System.getLogger("tributary.edge.connection");

    private static final int MAX_MARKS = 1000;
    private static final int MAX_ROUNDS = 100;
    private static final int ROUND_MILLIS = 10;

    private final ExecutorService threads;
    private final GuardedSocket socket;
    private final ConnectionCounts counts;
    private final Watch watch;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    /** The stream each thread serves, once its handler has asked for the presence. */
    private final Map<Thread, Integer> served = new ConcurrentHashMap<>();

    private final Map<Integer, Presence> presences = new ConcurrentHashMap<>();
    /** Streams whose threads have ended; the oldest are forgotten once there are many. */
    private final Set<Integer> ended = ConcurrentHashMap.newKeySet();

    private volatile boolean left;

    Http2Streams(ExecutorService threads, GuardedSocket socket, ConnectionCounts counts, Watch watch) {
        this.threads = threads;
        this.socket = socket;
        this.counts = counts;
        this.watch = watch;
    }

    @Override
    public void execute(Runnable stream) {
        // Counted before it runs, so that the connection is never idle in between.
        socket.requestBegins();
        try {
            threads.execute(() -> run(stream));
        } catch (RuntimeException e) {
            socket.requestEnds(watch.now());
            throw e;
        }
    }

    private void run(Runnable stream) {
        running.add(Thread.currentThread());
        try {
            stream.run();
        } finally {
            running.remove(Thread.currentThread());
            Integer id = served.remove(Thread.currentThread());
            if (id != null) {
                presences.remove(id);
                ends(id);
            }
            socket.requestEnds(watch.now());
        }
    }

    private void ends(int stream) {
        ended.add(stream);
        if (ended.size() > MAX_MARKS) {
            // Numbers rise by two: half of them stay.
            ended.removeIf(each -> each < stream - MAX_MARKS);
        }
    }

    /** Whether the stream has been served, and not too many after it. */
    boolean hasEnded(int stream) {
        return ended.contains(stream);
    }

    /** Called by the thread that serves {@code stream}; it is one and the same until that thread has finished. */
    Presence presence(int stream) {
        served.put(Thread.currentThread(), stream);
        return mark(stream);
    }

    /** Presences that are known of. */
    int presences() {
        return presences.size();
    }

    private Presence mark(int stream) {
        Presence presence =
                presences.computeIfAbsent(stream, id -> new Presence(counts, socket::isCutOff, () -> {}, () -> {}));
        if (left) {
            presence.leave();
        }
        return presence;
    }

    /** The stream's body is late, and we have reset it. */
    void late(int stream) {
        mark(stream).isAbsent(Absence.late(false));
        reset(stream);
    }

    /** The client has reset the stream, or we have. */
    void reset(int stream) {
        if (presences.size() > MAX_MARKS) {
            presences.values().removeIf(Presence::hasLeft);
        }
        mark(stream).leave();
    }

    /** The client has left altogether. */
    void leave() {
        left = true;
        presences.values().forEach(Presence::leave);
    }

    /**
     * Ends what still runs when the connection has ended. Nothing can be written to it any more, so interrupting does no harm,
     * wherever it meets a thread; one may have to be interrupted more than once, as the server takes an interrupt for the end
     * of a body and then looks for the rest of it.
     */
    void end() {
        leave();
        for (int round = 0; round < MAX_ROUNDS && !running.isEmpty(); round++) {
            if (round > 0) {
                running.forEach(Thread::interrupt);
            }
            try {
                Thread.sleep(ROUND_MILLIS);
            } catch (InterruptedException e) {
                // A stream that cannot write interrupts the connection's thread, to end what is ending here already.
                LOG.log(Level.TRACE, "interrupted while a connection ends", e);
            }
        }
    }

    @Override
    public void shutdown() {
        // The threads are the listener's.
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
