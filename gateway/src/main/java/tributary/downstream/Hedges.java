package tributary.downstream;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.plan.HedgeRule;
import tributary.resilience.Latencies;
import tributary.resilience.Pressure;
import tributary.resilience.ShareBudget;

/**
 * Whether a call to one service that is not answered yet is sent a second time, and when.
 *
 * <p>Thread-safe. Source: Dean and Barroso, "The Tail at Scale".
 */
final class Hedges {
    static final long NONE = -1;

    /** Of fewer recent answers nobody can tell which is the slowest twentieth. */
    private static final int FEWEST_KNOWN = 20;

    private final ShareBudget budget;
    private final Latencies latencies;
    private final BooleanSupplier healthy;
    private final Supplier<Pressure> pressure;
    private final DownstreamCounts counts;

    /** @param healthy whether the breaker is closed */
    Hedges(
            ShareBudget budget,
            Latencies latencies,
            BooleanSupplier healthy,
            Supplier<Pressure> pressure,
            DownstreamCounts counts) {
        this.budget = budget;
        this.latencies = latencies;
        this.healthy = healthy;
        this.pressure = pressure;
        this.counts = counts;
    }

    void callBegins() {
        budget.request();
    }

    /** How long the first attempt is left alone; {@link #NONE} where nobody can tell yet. */
    long delayNanos(HedgeRule rule) {
        return rule.byPercentile()
                ? latencies.quantileNanos(0.95, FEWEST_KNOWN, NONE)
                : rule.after().toNanos();
    }

    /** Whether the second attempt may begin now; if so it is counted. */
    boolean mayBegin() {
        if (!healthy.getAsBoolean()) {
            return refused(Refusal.HEDGE_BREAKER);
        }
        if (pressure.get().reached(Pressure.NO_EXTRAS)) {
            return refused(Refusal.HEDGE_PRESSURE);
        }
        return budget.tryTake() || refused(Refusal.HEDGE_BUDGET);
    }

    private boolean refused(Refusal why) {
        counts.refused(why);
        return false;
    }
}
