package tributary.resilience;

import java.util.List;

/**
 * What is given up at a load, in the order in which it is: each level includes those before it. The load is the requests in
 * flight as a share of the limit.
 *
 * <p>The levels at which a class is refused lie on a cubic curve, {@code 0.8 + 0.2 * cbrt(1 - score)} with scores of 0.9, 0.5
 * and 0: a flood of bulk work fills 89 % at most, and critical requests always find a tenth. Immutable. Source of the curve:
 * Zuul's request throttling ("Keeping Netflix Reliable Using Prioritized Load Shedding").
 */
public enum Pressure {
    NONE(0),
    /** No hedges, nothing refreshed in the background. */
    NO_EXTRAS(0.80),
    NO_RETRIES(0.85),
    /** No bulk request begins. */
    NO_BULK(0.8928),
    /** A running bulk request gives way to a critical one that comes. */
    BULK_GIVES_WAY(0.92),
    /** Optional calls are left out: the answer is partial. */
    NO_OPTIONAL_CALLS(0.94),
    NO_DEFAULT(0.9587),
    NO_CRITICAL(1);

    /** So that 80 of 100 is 0.8 whatever the binary digits say. */
    private static final double LEEWAY = 1e-9;

    private static final List<Pressure> FROM_WORST = List.of(values()).reversed();

    private final double above;

    Pressure(double above) {
        this.above = above;
    }

    /** The level at this load. A load of exactly a level's bound is still below it. */
    public static Pressure of(double load) {
        for (Pressure level : FROM_WORST) {
            if (load > level.above + LEEWAY) {
                return level;
            }
        }
        return NONE;
    }

    /** Whether a request of this class may begin if it brings the load here. */
    public boolean admits(Priority priority) {
        return compareTo(end(priority)) < 0;
    }

    /** How many of {@code limit} places this class may fill, at least one. */
    static int places(Priority priority, int limit) {
        return Math.max((int) (end(priority).above * limit + LEEWAY), 1);
    }

    /** The level at which a class is refused. */
    private static Pressure end(Priority priority) {
        return switch (priority) {
            case BULK -> NO_BULK;
            case DEFAULT -> NO_DEFAULT;
            case CRITICAL -> NO_CRITICAL;
        };
    }

    /** Whether what this level gives up is given up here: {@code pressure.reached(NO_RETRIES)}. */
    public boolean reached(Pressure level) {
        return compareTo(level) >= 0;
    }
}
