package tributary.plan;

import java.time.Duration;

/**
 * When a safe call that is not answered yet is sent a second time.
 *
 * @param after how long after the first; zero where that is the service's own recent 95th percentile
 */
public record HedgeRule(Duration after) {
    /** Whether the delay is the service's own p95. */
    public boolean byPercentile() {
        return after.isZero();
    }
}
