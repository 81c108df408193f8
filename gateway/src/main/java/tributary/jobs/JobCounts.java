package tributary.jobs;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What came of jobs, since the process began. Thread-safe. */
public final class JobCounts {
    /** Why a job was not accepted. */
    public enum Refusal {
        /** The queue is full, or as many are kept as may be. */
        FULL,
        /** It could not be kept. */
        STORE
    }

    private final LongAdder accepted = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder storeErrors = new LongAdder();
    private final LongAdder runs = new LongAdder();
    private final LongAdder runNanos = new LongAdder();
    private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
    private final Map<JobState, LongAdder> ended = new EnumMap<>(JobState.class);

    JobCounts() {
        for (Refusal refusal : Refusal.values()) {
            refused.put(refusal, new LongAdder());
        }
        for (JobState state : JobState.values()) {
            ended.put(state, new LongAdder());
        }
    }

    void countAccepted() {
        accepted.increment();
    }

    void countRepeated() {
        repeated.increment();
    }

    void countStoreError() {
        storeErrors.increment();
    }

    void countRun(long nanos) {
        runs.increment();
        runNanos.add(nanos);
    }

    void count(Refusal refusal) {
        adder(refused, refusal).increment();
    }

    void countEnded(JobState state) {
        adder(ended, state).increment();
    }

    public long accepted() {
        return accepted.sum();
    }

    /** Requests that were answered with a job that was there. */
    public long repeated() {
        return repeated.sum();
    }

    /** Times that the store could not be read or written. */
    public long storeErrors() {
        return storeErrors.sum();
    }

    /** Times that a worker had one, and no longer has. */
    public long runs() {
        return runs.sum();
    }

    /** How long workers had them, together. */
    public long runNanos() {
        return runNanos.sum();
    }

    public long refused(Refusal refusal) {
        return adder(refused, refusal).sum();
    }

    public long ended(JobState state) {
        return adder(ended, state).sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        return Objects.requireNonNull(adders.get(key));
    }
}
