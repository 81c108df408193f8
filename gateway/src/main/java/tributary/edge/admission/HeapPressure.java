package tributary.edge.admission;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import tributary.resilience.Pressure;
import tributary.resilience.Ticker;

/**
 * What is given up because the heap is nearly full: beyond 92 % of the old generation connections are not kept and nothing is
 * tried twice, beyond 95 % bulk requests are refused and optional calls left out, beyond 98 % everything is refused.
 *
 * <p>The share is that which the last whole collection left, so it is what lives and not what awaits collection. It counts for
 * five seconds: a heap that is really full is collected more often, and one where everything is refused would be collected never
 * again. For one thread that looks; read by any.
 */
final class HeapPressure {
    private static final double NOT_KEPT = 0.92;
    private static final double NO_BULK = 0.95;
    private static final double NOTHING = 0.98;
    private static final long COUNTS_NANOS = Duration.ofSeconds(5).toNanos();

    private final DoubleSupplier share;
    private final Ticker ticker;
    private double last = -1;
    private long changed;
    private volatile Pressure level = Pressure.NONE;

    /** @param share what the last whole collection left, of what there may be; the same number until the next one */
    HeapPressure(DoubleSupplier share, Ticker ticker) {
        this.share = share;
        this.ticker = ticker;
        this.changed = ticker.nanos();
    }

    /** To be called some times a second. */
    void look() {
        double now = share.getAsDouble();
        long nanos = ticker.nanos();
        // What was found in the future is as old as this look: the clock went back.
        if (now != last || nanos - changed < 0) {
            last = now;
            changed = nanos;
        }
        level = nanos - changed > COUNTS_NANOS ? Pressure.NONE : level(now);
    }

    private static Pressure level(double share) {
        if (share > NOTHING) {
            return Pressure.NO_CRITICAL;
        }
        if (share > NO_BULK) {
            return Pressure.NO_OPTIONAL_CALLS;
        }
        return share > NOT_KEPT ? Pressure.NO_RETRIES : Pressure.NONE;
    }

    Pressure level() {
        return level;
    }
}
