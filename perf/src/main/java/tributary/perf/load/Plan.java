package tributary.perf.load;

import java.time.Duration;
import java.util.List;

/**
 * How long to measure.
 *
 * @param percents of saturation, at each of which requests come for {@code rateTime}; all that {@code passes} times
 * @param rounds over the scenarios, of {@code turn} each
 * @param slowPasses of services that answer after 20 ms, gateway and service in turn, of {@code slowTime} each
 */
record Plan(
        Duration warmUp,
        Duration saturate,
        List<Integer> percents,
        int passes,
        Duration rateTime,
        int rounds,
        Duration turn,
        int slowPasses,
        Duration slowTime) {
    static Plan of(boolean quick) {
        return quick
                ? new Plan(ms(5_000), ms(1_200), List.of(25, 50, 75, 100), 1, ms(1_200), 1, ms(600), 2, ms(1_200))
                : new Plan(
                        ms(15_000),
                        ms(4_000),
                        List.of(10, 25, 50, 70, 80, 90, 100, 110),
                        3,
                        ms(5_000),
                        4,
                        ms(2_500),
                        4,
                        ms(5_000));
    }

    int steps() {
        return 3 + percents.size() * passes + Scenario.costed().size() * (rounds + 1) + 2 * slowPasses;
    }

    private static Duration ms(int millis) {
        return Duration.ofMillis(millis);
    }
}
