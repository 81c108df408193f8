package tributary.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tributary.schedule.Timing;

/**
 * The sinks of all generations that still serve, and the owner of their threads. One that a new plan has too goes on, with what
 * waits in it and with the new settings; where its kind is another, a new one begins beside it, and the old one ends when it is
 * empty. Until then it shows in the {@link #states}.
 *
 * <p>Thread-safe.
 */
public final class Sinks {
    /** What is interrupted has so long to end. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    /** So long it may take to write down what could not be delivered. */
    private static final Duration GIVING_UP = Duration.ofSeconds(2);

    private final Timing timing;
    private final Map<String, Sink> current = new LinkedHashMap<>();
    /** Those that no new request gets; they end by themselves once they are retired. */
    private final List<Sink> old = new ArrayList<>();

    private boolean closed;

    public Sinks(Timing timing) {
        this.timing = timing;
    }

    /** One that is wanted. */
    public record Wanted(String name, Limits limits, Target target) {}

    /** The sinks wanted, by name: those there are, as they should be, and new ones. From now on there are no others. */
    public synchronized Map<String, Sink> follow(List<Wanted> wanted) {
        Map<String, Sink> next = new LinkedHashMap<>();
        for (Wanted each : wanted) {
            Sink known = current.get(each.name());
            if (known == null || !known.fits(each.target())) {
                SinkCounts counts = known == null ? new SinkCounts() : known.counts();
                known = new Sink(each.name(), each.limits(), each.target(), timing, counts);
                if (closed) {
                    known.queue().end();
                } else {
                    known.begin();
                }
            } else if (!known.has(each.limits(), each.target())) {
                known.change(each.limits(), each.target());
            }
            next.put(each.name(), known);
        }
        current.values().stream().filter(sink -> !next.containsValue(sink)).forEach(old::add);
        current.clear();
        current.putAll(next);
        return Map.copyOf(next);
    }

    /** No request has one of the old ones any more: each ends when what it has accepted is delivered. */
    public synchronized void retireOld() {
        old.forEach(sink -> sink.queue().end());
        old.removeIf(sink -> sink.alive() == null);
    }

    /** How they are, by name: those that new requests get, and others as long as something waits in them. */
    public synchronized List<SinkState> states() {
        Map<String, SinkState> states = new LinkedHashMap<>();
        current.values().forEach(sink -> states.put(sink.name(), sink.state()));
        old.stream()
                .filter(sink -> sink.queue().size() > 0)
                .forEach(sink -> states.merge(sink.name(), sink.state(), SinkState::and));
        return List.copyOf(states.values());
    }

    /** Threads that deliver, those of old sinks among them. */
    public synchronized int workers() {
        return (int) Stream.concat(current.values().stream(), old.stream())
                .flatMap(sink -> sink.workers().stream())
                .filter(Worker::running)
                .count();
    }

    /**
     * Accepts no more, and lets what was accepted be delivered for so long. What is left then is kept as dead letters, or, where
     * that cannot be, lost, counted and logged. When it returns, no thread of it runs, unless a disk holds one.
     */
    public void close(Duration limit) {
        List<Sink> ending = end();
        boolean interrupted = false;
        try {
            await(ending, limit);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        ending.forEach(Sink::interrupt);
        try {
            await(ending, LAST_MOMENT);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        interrupted |= giveUpRest(ending);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** On threads of their own, since a disk may hang that has not until now; whether the caller was interrupted. */
    private boolean giveUpRest(List<Sink> ending) {
        Map<Sink, Thread> threads = new LinkedHashMap<>();
        for (Sink sink : ending) {
            if (sink.queue().size() > 0) {
                String called = "events " + sink.name() + " rest";
                threads.put(sink, Thread.ofPlatform().daemon().name(called).start(sink::giveUpRest));
            }
        }
        boolean interrupted = false;
        long end = System.nanoTime() + GIVING_UP.toNanos();
        for (Map.Entry<Sink, Thread> each : threads.entrySet()) {
            try {
                each.getValue().join(Duration.ofNanos(Math.max(end - System.nanoTime(), 1)));
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (each.getValue().isAlive()) {
                each.getKey().loseRest("no-answer");
            }
        }
        return interrupted;
    }

    private synchronized List<Sink> end() {
        closed = true;
        List<Sink> all = new ArrayList<>(current.values());
        all.addAll(old);
        old.clear();
        all.forEach(sink -> sink.queue().end());
        return all;
    }

    private void await(List<Sink> sinks, Duration limit) throws InterruptedException {
        long end = timing.ticker().nanos() + limit.toNanos();
        for (Sink sink : sinks) {
            long left = end - timing.ticker().nanos();
            for (Worker worker = sink.alive(); worker != null && left > 0; worker = sink.alive()) {
                worker.await(Duration.ofNanos(left));
                left = end - timing.ticker().nanos();
            }
        }
    }
}
