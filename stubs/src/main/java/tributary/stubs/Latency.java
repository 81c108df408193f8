package tributary.stubs;

import java.util.Random;

/**
 * How long a service usually takes: log-normal around a median, as services do, at most ten medians.
 *
 * <p>The same seed draws the same sequence; which request gets which draw follows their arrival. Thread-safe.
 * See https://en.wikipedia.org/wiki/Log-normal_distribution.
 */
final class Latency {
    private static final double SIGMA = 0.3;

    private final int medianMillis;
    private final Random random;

    /** A median of 0 is no delay at all. */
    Latency(int medianMillis, long seed) {
        this.medianMillis = medianMillis;
        this.random = new Random(seed);
    }

    int medianMillis() {
        return medianMillis;
    }

    int nextMillis() {
        if (medianMillis == 0) {
            return 0;
        }
        double millis = medianMillis * Math.exp(SIGMA * random.nextGaussian());
        return (int) Math.min(millis, 10.0 * medianMillis);
    }

    /** Returns true for {@code share} of the calls on average. */
    boolean strikes(double share) {
        return share >= 1 || random.nextDouble() < share;
    }
}
