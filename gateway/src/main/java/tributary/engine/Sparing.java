package tributary.engine;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import tributary.plan.Call;
import tributary.resilience.Pressure;
import tributary.resilience.Priority;

/**
 * What is not even begun: optional calls while the gateway has too much to do, and calls that cannot be answered by the
 * deadline any more. Critical requests keep their optional calls.
 *
 * <p>Thread-safe. It counts what it decides, over all generations.
 */
public final class Sparing {
    private final Supplier<Pressure> pressure;
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder hopeless = new LongAdder();

    /** @param pressure asked before each optional call */
    public Sparing(Supplier<Pressure> pressure) {
        this.pressure = pressure;
    }

    /** Whether {@code call} of a request of that priority is left out. */
    boolean leavesOut(Call call, Priority priority) {
        if (!call.optional() || priority == Priority.CRITICAL || !pressure.get().reached(Pressure.NO_OPTIONAL_CALLS)) {
            return false;
        }
        leftOut.increment();
        return true;
    }

    /** Whether a call with so much time left, which never took less than {@code quickestNanos}, is not worth beginning. */
    boolean isHopeless(long remainingNanos, long quickestNanos) {
        if (remainingNanos >= quickestNanos) {
            return false;
        }
        hopeless.increment();
        return true;
    }

    /** Optional calls that were left out. */
    public long leftOut() {
        return leftOut.sum();
    }

    /** Calls, or elements of one, that were not begun because their service has never been so quick of late. */
    public long hopeless() {
        return hopeless.sum();
    }
}
