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
        int chance = ThreadLocalRandom.current().nextInt(100);
        if (chance >= 6) {
            arrivals.come(asked.body());
            return new PlainAnswer(200, "{}");
        }
        failures.increment();
        if (chance % 2 == 0) {
            arrivals.come(asked.body());
        }
        return switch (chance) {
            case 0, 1, 2 -> new PlainAnswer(503, "{}");
            case 3, 4 -> null;
            default -> {
                Thread.sleep(TOO_SLOW_MILLIS);
                yield new PlainAnswer(200, "{}");
            }
        };
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** How often it failed. */
    long failures() {
        return failures.sum();
    }
}
