package tributary.jobs;

import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A job and what goes on with it. Everything in it is guarded by the lock of {@link Jobs}. */
final class Job {
    /** As others see it: a state is here only once it is on the disk. */
    JobRecord record;

    /** Grows with whatever others may see. */
    int version;

    /** When something of it has changed. */
    final Condition changed;

    final BitSet stepsEnded = new BitSet();

    /** It is not on the disk yet, so nobody may hear of it. */
    boolean accepting;

    /** A worker has it. */
    boolean taken;

    /** Somebody wants it cancelled, and was first. */
    boolean cancelling;

    /** It has an end that is not cancelled, and is being written. */
    boolean finishing;

    /** Who does it and may be interrupted for it. */
    @Nullable
    Thread thread;

    /** When it is forgotten, once it has ended. */
    long expiresNanos;

    Job(JobRecord record, Condition changed) {
        this.record = record;
        this.changed = changed;
    }

    /** Whether {@code owner} may see it. */
    boolean isVisibleTo(String owner) {
        return !accepting && (record.owner().isEmpty() || record.owner().equals(owner));
    }

    /** As it was before. What an earlier run has done counts for nothing in this one. */
    JobRecord begun() {
        if (!stepsEnded.isEmpty()) {
            stepsEnded.clear();
            changed();
        }
        return record;
    }

    void changed() {
        version++;
        changed.signalAll();
    }

    JobView view() {
        return new JobView(record, stepsEnded.cardinality(), version);
    }
}
