package tributary.perf.soak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The numbers of requests, and what clients are owed when these are answered: jobs that end as they were told, and events.
 *
 * <p>Thread-safe.
 */
final class Ledger {
    private final AtomicLong number = new AtomicLong(1_000_000_000);
    private final LongAdder accepted = new LongAdder();
    private final LongAdder unheard = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder once = new LongAdder();
    private final List<Sequence> sequences = new CopyOnWriteArrayList<>();

    /** The first of so many numbers that no other request has. */
    long numbers(int count) {
        return number.getAndAdd(count);
    }

    /** A job that a client knows of. */
    void accepted() {
        accepted.increment();
    }

    /** A job that there may be: its client has left without an answer. */
    void unheard() {
        unheard.increment();
    }

    /** How one of those ended whose end was seen. */
    void ended(JobEnd end) {
        switch (end) {
            case SUCCEEDED -> succeeded.increment();
            case FAILED -> failed.increment();
            case CANCELLED -> cancelled.increment();
        }
    }

    /** A request that was a job already. */
    void repeated() {
        repeated.increment();
    }

    /** A job whose write must reach its service, and never twice. */
    void once() {
        once.increment();
    }

    Sequence newSequence() {
        Sequence sequence = new Sequence("key-" + number.getAndIncrement());
        sequences.add(sequence);
        return sequence;
    }

    List<Sequence> sequences() {
        return List.copyOf(sequences);
    }

    long jobs() {
        return accepted.sum();
    }

    long unheardJobs() {
        return unheard.sum();
    }

    long ends(JobEnd end) {
        return switch (end) {
            case SUCCEEDED -> succeeded.sum();
            case FAILED -> failed.sum();
            case CANCELLED -> cancelled.sum();
        };
    }

    long repeats() {
        return repeated.sum();
    }

    long writes() {
        return once.sum();
    }
}
