package tributary.perf.soak;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService.Asked;

/**
 * A webhook that fails now and then: with 503, by a reset, or by being slower than it is waited for, and each time it may have taken
 * the event or not. Thread-safe.
 */
final class Hook {
    /** Longer than the gateway waits. */
    private static final long TOO_SLOW_MILLIS = 250;

    private final Arrivals arrivals = new Arrivals();
    private final LongAdder failures = new LongAdder();

    /** Null for a reset. */
    @Nullable
    PlainAnswer answer(Asked asked) throws InterruptedException {
        // By chance alone: the order in which events come does not follow from a seed.
        int chance = ThreadLocalRandom.current().nextInt(200);
        boolean taken = chance >= 6;
        if (taken) {
            arrivals.come(asked.body());
        }
        if (chance >= 12) {
            return new PlainAnswer(200, "{}");
        }
        failures.increment();
        if (chance % 6 < 3) {
            return new PlainAnswer(503, "{}");
        }
        if (chance % 6 < 5) {
            return null;
        }
        Thread.sleep(TOO_SLOW_MILLIS);
        // Who waits longer than he should must not hear that it was taken where it was not.
        return new PlainAnswer(taken ? 200 : 503, "{}");
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** How often it failed. */
    long failures() {
        return failures.sum();
    }
}
