package tributary.edge;

import java.util.concurrent.atomic.LongAdder;
import tributary.engine.Outcome;

/**
 * How one call of an aggregate ended, and how long it took from the moment all it needed was there. Only grows. Thread-safe; a
 * call pays three increments, well below 100 ns.
 */
public final class CallCounts {
    private final FineDurations durations = new FineDurations();
    private final LongAdder answered = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder defaulted = new LongAdder();
    private final LongAdder failed = new LongAdder();

    CallCounts() {}

    void ended(Outcome outcome) {
        LongAdder end =
                switch (outcome) {
                    case Outcome.Answered _ -> answered;
                    case Outcome.Skipped _ -> skipped;
                    case Outcome.Defaulted _ -> defaulted;
                    case Outcome.Failed _ -> failed;
                };
        end.increment();
        if (end != skipped) {
            durations.add(outcome.timing().elapsedNanos());
        }
    }

    /** Of those that were made. */
    public FineDurations durations() {
        return durations;
    }

    public long answered() {
        return answered.sum();
    }

    /** Not made, since {@code when} said no. */
    public long skipped() {
        return skipped.sum();
    }

    /** Optional ones that failed, or some of whose elements did. */
    public long defaulted() {
        return defaulted.sum();
    }

    /** Those that ended their request. */
    public long failed() {
        return failed.sum();
    }
}
