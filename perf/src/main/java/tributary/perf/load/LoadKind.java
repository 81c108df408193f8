package tributary.perf.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.generator.Outcome;
import tributary.perf.process.Allocation;
import tributary.perf.process.Steps;
import tributary.perf.report.Section;

/**
 * A gateway under load: at rising rates until it is saturated, what each more call costs, and how much latency it adds.
 *
 * <p>Rates are an open loop at even distances, and latency counts from when a request was due. Saturation is what 64
 * connections in a closed loop get through; generator, service and gateway share the machine.
 */
public final class LoadKind implements Kind {
    @Override
    public String name() {
        return "load";
    }

    @Override
    public String does() {
        return "Throughput, latency and cost at rising rates, by number of calls, chains, for-each, partial answers.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        Plan plan = Plan.of(settings.quick());
        Steps steps = new Steps(progress, plan.steps());
        List<Scenario> scenarios = new ArrayList<>(Scenario.costed());
        scenarios.add(Scenario.THREE);
        scenarios.add(Scenario.SLOW);
        steps.next("starting the load service, the gateway and the generator");
        try (Rig rig = Rig.start(settings, scenarios, Allocation.OPTION);
                Allocation allocation = Allocation.of(rig.gateway().child())) {
            steps.next("warming up");
            rig.warmUp(Scenario.THREE, plan.warmUp());
            steps.next("finding saturation");
            double saturation = rig.closed(Scenario.THREE, plan.saturate()).throughput();
            Map<Integer, List<Rates.Measured>> rates = new Rates(rig, allocation, steps).run(plan, saturation);
            AddedLatency.Measured added = new AddedLatency(rig, steps).run(plan, saturation / 2);
            Map<Scenario, List<Outcome>> costs = new Costs(rig, steps).run(plan);
            steps.end();
            return new LoadReport(saturation, rates, costs, added).section();
        }
    }
}
