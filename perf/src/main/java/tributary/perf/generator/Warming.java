package tributary.perf.generator;

import java.io.IOException;
import tributary.perf.process.Child;

/**
 * Load before anything is measured: as long as ordered, and on for as long as the cost of a request still falls by more than a
 * tenth from one stretch to the next, as it does on a busy machine where the JVM's compilers wait for a processor. Four times as
 * long at most. Pure but for the load.
 */
public final class Warming {
    private static final int LEAST_STRETCHES = 3;
    private static final int MOST_STRETCHES = 4 * LEAST_STRETCHES;
    private static final double SETTLED = 0.9;

    /** Before so many, a stretch that costs more than the one before is noise. */
    private static final long LEAST_ANSWERS = 30_000;

    private Warming() {}

    /** Warms up {@code child}, which is what the order's port belongs to. */
    public static void run(Generator generator, Order order, Child child) throws IOException {
        Order stretch = new Order(
                order.port(),
                order.path(),
                order.rate(),
                order.connections(),
                order.time().dividedBy(LEAST_STRETCHES));
        double lowest = Double.MAX_VALUE;
        long answered = 0;
        for (int i = 1; i <= MOST_STRETCHES; i++) {
            Outcome outcome = generator.run(stretch, child::cpuSeconds);
            double cost = outcome.aRequest(0);
            answered += outcome.answered();
            if (i >= LEAST_STRETCHES && answered >= LEAST_ANSWERS && cost > lowest * SETTLED) {
                return;
            }
            lowest = Math.min(lowest, cost);
        }
    }
}
