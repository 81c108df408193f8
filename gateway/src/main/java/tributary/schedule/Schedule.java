package tributary.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is done periodically, and the owner of its threads.
 *
 * <p>There is one {@link Running} for a name. Once this is closed nothing begins any more, and nothing goes on: closing
 * interrupts all, and waits for all.
 *
 * <p>Thread-safe.
 */
public final class Schedule implements AutoCloseable {
    private final Timing timing;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private boolean closed;

    public Schedule(Timing timing) {
        this.timing = timing;
    }

    /**
     * Begins it; where this is closed, it is as good as ended.
     *
     * @return to be closed, unless it may go on until this is closed
     * @throws IllegalArgumentException where one of that name runs
     */
    public synchronized Running begin(Periodic periodic) {
        Running begun = new Running(periodic, timing, this);
        if (closed) {
            return begun;
        }
        if (running.putIfAbsent(periodic.name(), begun) != null) {
            throw new IllegalArgumentException(periodic.name() + " runs already");
        }
        begun.begin();
        return begun;
    }

    synchronized void forget(Running ended) {
        running.remove(ended.name(), ended);
    }

    /** What came of all that runs, in the order in which it was begun. */
    public List<RunState> states() {
        return all().stream().map(Running::state).toList();
    }

    private synchronized List<Running> all() {
        return List.copyOf(running.values());
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List<Running> ending = all();
        // First all of them, so that they end side by side.
        ending.forEach(Running::interrupt);
        ending.forEach(Running::close);
    }
}
