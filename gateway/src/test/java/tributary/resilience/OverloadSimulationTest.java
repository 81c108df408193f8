package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.resilience.SimulatedGateway.Result;

/** What the limit is for: a gateway that is asked for far too much does what it can. */
class OverloadSimulationTest {
    private static final LimitRule ADAPTIVE = new LimitRule(4, 10_000);
    private static final double CAPACITY = 2000;

    /** What is simulated: the same always comes of it. */
    private record Peak(double workMillis, double waitMillis, long seed) {}

    private static final Map<Peak, Result> PEAKS = new HashMap<>();

    private static Result peak(double work, double wait, long seed) {
        return PEAKS.computeIfAbsent(new Peak(work, wait, seed), _ -> simulatedPeak(work, wait, seed));
    }

    /** The best that this gateway does at any load, once it has warmed up. */
    private static Result simulatedPeak(double work, double wait, long seed) {
        Result best = new Result(0, 0);
        for (double load : new double[] {0.8, 0.95, 1.1, 1.5}) {
            SimulatedGateway gateway = new SimulatedGateway(ADAPTIVE, seed);
            gateway.workMillis = work;
            gateway.waitMillis = wait;
            gateway.run(5, load * CAPACITY / work);
            Result result = gateway.run(5, load * CAPACITY / work);
            best = result.perSecond() > best.perSecond() ? result : best;
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void at_ten_times_the_load_it_serves_as_many_as_at_its_peak_and_nearly_as_fast(long seed) {
        Result peak = peak(1, 50, seed);
        SimulatedGateway gateway = new SimulatedGateway(ADAPTIVE, seed);
        Result calm = gateway.run(5, 0.8 * CAPACITY);
        Result flood = gateway.run(30, 10 * CAPACITY);
        assertThat(flood.perSecond()).isGreaterThan(0.95 * peak.perSecond());
        assertThat(flood.p99Millis()).isLessThan(2 * calm.p99Millis());
        gateway.run(2, 0.5 * CAPACITY);
        assertThat(gateway.run(2, 0.5 * CAPACITY).perSecond()).isGreaterThan(0.49 * CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void without_a_limit_it_would_serve_next_to_nobody(long seed) {
        SimulatedGateway gateway = new SimulatedGateway(new LimitRule(5000, 5000), seed);
        gateway.run(5, 0.5 * CAPACITY);
        assertThat(gateway.run(5, 2 * CAPACITY).perSecond()).isLessThan(0.5 * CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ten_seconds_after_all_services_became_twice_as_slow_it_serves_as_many_as_it_then_can(long seed) {
        SimulatedGateway gateway = new SimulatedGateway(ADAPTIVE, seed);
        gateway.run(10, 1.5 * CAPACITY);
        gateway.waitMillis = 100;
        gateway.run(10, 1.5 * CAPACITY);
        double later = gateway.run(5, 1.5 * CAPACITY).perSecond();
        assertThat(later).isGreaterThan(0.95 * peak(1, 100, seed).perSecond());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ten_seconds_after_its_own_work_doubled_it_serves_as_many_as_it_then_can(long seed) {
        SimulatedGateway gateway = new SimulatedGateway(ADAPTIVE, seed);
        gateway.run(10, 1.5 * CAPACITY);
        gateway.workMillis = 2;
        gateway.run(10, 1.5 * CAPACITY);
        double later = gateway.run(5, 1.5 * CAPACITY).perSecond();
        assertThat(later).isGreaterThan(0.95 * peak(2, 50, seed).perSecond());
        gateway.workMillis = 1;
        gateway.run(10, 1.5 * CAPACITY);
        assertThat(gateway.run(5, 1.5 * CAPACITY).perSecond())
                .isGreaterThan(0.95 * peak(1, 50, seed).perSecond());
    }
}
