package tributary.perf.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.process.Allocation;
import tributary.perf.process.Steps;

/** One scenario at rising shares of the rate that saturates the gateway, in an open loop. */
final class Rates {
    /** At most so many requests under way: what comes due beyond is counted as an error. */
    private static final int CONNECTIONS = 512;

    /** One rate, once. The meters: processor time of the gateway, megabytes it allocated. */
    record Measured(Outcome outcome, double residentMegabytes) {}

    private final Rig rig;
    private final Allocation allocation;
    private final Steps steps;
    private final Map<Integer, List<Measured>> byPercent = new TreeMap<>();

    Rates(Rig rig, Allocation allocation, Steps steps) {
        this.rig = rig;
        this.allocation = allocation;
        this.steps = steps;
    }

    /** What was measured, by percent of saturation, upwards. */
    Map<Integer, List<Measured>> run(Plan plan, double saturation) throws IOException {
        for (int pass = 0; pass < plan.passes(); pass++) {
            for (int percent : plan.percents()) {
                double rate = saturation * percent / 100;
                steps.next("three calls, %.0f requests/s, %d %% of saturation".formatted(rate, percent));
                byPercent.computeIfAbsent(percent, _ -> new ArrayList<>()).add(at(rate, plan.rateTime()));
            }
        }
        return byPercent;
    }

    private Measured at(double rate, Duration time) throws IOException {
        Outcome outcome = rig.generator()
                .run(
                        Order.open(rig.gateway().port(), Scenario.THREE.path(), rate, CONNECTIONS, time),
                        rig.gateway().child()::cpuSeconds,
                        allocation::megabytes);
        return new Measured(outcome, rig.gateway().child().residentMegabytes().orElse(0));
    }
}
