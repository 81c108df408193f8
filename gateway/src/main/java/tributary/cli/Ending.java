package tributary.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What must be ended before the process may end, latest first, whether the command returns or a signal (SIGTERM, SIGINT)
 * comes. After a signal the process exits with 0 once all is ended, and with 1 where something could not be.
 * A second signal ends it at once, with 128 and the signal's number.
 *
 * <p>Thread-safe. One is open at a time.
 */
final class Ending implements AutoCloseable {
    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final Thread hook = Thread.ofPlatform().name("ending").unstarted(this::endProcess);
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final List<Signals.Handling> handled = new ArrayList<>();
    private boolean ended;

    private Ending() {}

    static Ending onReturnOrSignal() {
        Ending ending = new Ending();
        // For what ends the JVM in other ways. By the hook alone a second
        // signal would not be heard: the JVM handles one.
        Runtime.getRuntime().addShutdownHook(ending.hook);
        Signals.handle("TERM", () -> ending.onSignal(15)).ifPresent(ending.handled::add);
        Signals.handle("INT", () -> ending.onSignal(2)).ifPresent(ending.handled::add);
        return ending;
    }

    /** Has {@code end} run in the end; at once, where that has come already. */
    void add(Runnable end) {
        synchronized (this) {
            if (!ended) {
                ends.push(end);
                return;
            }
        }
        end.run();
    }

    /** Never returns: only a signal ends the wait, and with it the process. */
    void awaitSignal() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private void onSignal(int number) {
        if (signalled.compareAndSet(false, true)) {
            endProcess();
        } else {
            Runtime.getRuntime().halt(128 + number);
        }
    }

    private void endProcess() {
        // Ended by a signal, a JVM exits with 128 and the signal's
        // number; to be told to stop and to do so is no failure.
        Runtime.getRuntime().halt(endAll() ? 0 : 1);
    }

    private boolean endAll() {
        boolean well = true;
        for (Runnable end = next(); end != null; end = next()) {
            try {
                end.run();
            } catch (RuntimeException | LinkageError e) {
                // The others must be ended all the same. A class may be missing since the jar was replaced by a
                // newer one: the process would neither serve nor end.
                System.err.println("tributary: could not end cleanly: " + e);
                well = false;
            }
        }
        return well;
    }

    private synchronized Runnable next() {
        ended = ends.isEmpty();
        return ends.poll();
    }

    @Override
    public void close() {
        while (signalled.get()) {
            // The signal's thread ends all, and then the process; an exit from here would cut it short.
            LockSupport.park(this);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM ends already: the hook does it all.
            return;
        }
        endAll();
        handled.forEach(Signals.Handling::close);
    }
}
