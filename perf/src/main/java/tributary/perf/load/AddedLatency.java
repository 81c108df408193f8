package tributary.perf.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.process.Steps;

/**
 * What the gateway adds to its slowest call: three services that answer after 20 ms, through the gateway and one of them asked
 * directly, in turn, at the same rate.
 *
 * <p>That counts against the gateway what is not its own: it waits for the slowest of three, of which the 99th percentile is
 * the 99.7th of one.
 */
record AddedLatency(Rig rig, Steps steps) {
    private static final int CONNECTIONS = 512;

    /** Both at the same percentiles, round by round. */
    record Measured(List<Outcome> through, List<Outcome> direct) {
        List<Double> added(double percentile) {
            List<Double> added = new ArrayList<>();
            for (int i = 0; i < through.size(); i++) {
                added.add(through.get(i).millis(percentile) - direct.get(i).millis(percentile));
            }
            return added;
        }
    }

    Measured run(Plan plan, double rate) throws IOException {
        Measured measured = new Measured(new ArrayList<>(), new ArrayList<>());
        for (int pass = 0; pass < plan.slowPasses(); pass++) {
            steps.next("services of 20 ms asked directly, %.0f requests/s".formatted(rate));
            measured.direct.add(rig.generator()
                    .run(Order.open(rig.service().port(), "/json/4096?delay=20", rate, CONNECTIONS, plan.slowTime())));
            steps.next("services of 20 ms through the gateway, %.0f requests/s".formatted(rate));
            measured.through.add(rig.generator()
                    .run(Order.open(rig.gateway().port(), Scenario.SLOW.path(), rate, CONNECTIONS, plan.slowTime())));
        }
        return measured;
    }
}
