package tributary.downstream;

import tributary.observe.CallTrace;
import tributary.plan.Attempts;
import tributary.resilience.Deadline;

/**
 * A call, as it is handed down.
 *
 * @param deadline of the whole request
 */
record Asked(WireRequest request, Attempts attempts, Deadline deadline, CallTrace trace) {
    /**
     * One try at it.
     *
     * @param by when it must have ended
     * @param number from 1
     * @param hedge whether it is made beside another
     */
    record Attempt(Asked asked, Deadline by, int number, boolean hedge) {}

    Attempt attempt(Deadline by, int number, boolean hedge) {
        return new Attempt(this, by, number, hedge);
    }

    /** When an attempt that begins now must have ended. */
    Deadline timeout() {
        return deadline.within(attempts.timeout());
    }

    /** Whether the service has had the time without which silence is not its fault. */
    boolean isFair(long tookNanos) {
        return tookNanos >= attempts.blameAfter().toNanos();
    }
}
