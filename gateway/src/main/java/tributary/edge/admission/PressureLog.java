package tributary.edge.admission;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import tributary.resilience.Pressure;
import tributary.resilience.Ticker;

/**
 * Has the log tell how much is given up: a rise within a second, a fall once nothing higher was reached for five. So a level that
 * is left and reached again between two looks is no two lines. For one thread.
 */
final class PressureLog {
    private static final System.Logger LOG = System.getLogger("tributary.edge");
    private static final long RISES_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FALLS_NANOS = Duration.ofSeconds(5).toNanos();

    private final Ticker ticker;
    private Pressure told = Pressure.NONE;
    private long toldAt;
    private Pressure highest = Pressure.NONE;
    private long highestSince;

    PressureLog(Ticker ticker) {
        this.ticker = ticker;
        this.toldAt = ticker.nanos() - RISES_NANOS;
        this.highestSince = ticker.nanos();
    }

    /** To be called regularly. */
    void look(Pressure now) {
        long at = ticker.nanos();
        highest = now.reached(highest) ? now : highest;
        if (highest.compareTo(told) > 0 && at - toldAt >= RISES_NANOS) {
            tell(highest, at);
        }
        if (at - highestSince >= FALLS_NANOS) {
            if (highest.compareTo(told) < 0) {
                tell(highest, at);
            }
            highest = now;
            highestSince = at;
        }
    }

    private void tell(Pressure level, long at) {
        Level importance = level.reached(Pressure.NO_BULK) ? Level.WARNING : Level.INFO;
        LOG.log(importance, "overload: pressure is " + name(level) + ", and was " + name(told));
        told = level;
        toldAt = at;
    }

    private static String name(Pressure level) {
        return level.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
