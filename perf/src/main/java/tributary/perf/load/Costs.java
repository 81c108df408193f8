package tributary.perf.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.perf.generator.Outcome;
import tributary.perf.process.Steps;

/** What each scenario costs, in turn, round after round. */
record Costs(Rig rig, Steps steps) {
    Map<Scenario, List<Outcome>> run(Plan plan) throws IOException {
        List<Scenario> scenarios = Scenario.costed();
        for (Scenario scenario : scenarios) {
            steps.next("warming up: " + scenario.label());
            rig.closed(scenario, plan.turn());
        }
        Map<Scenario, List<Outcome>> outcomes = new LinkedHashMap<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Scenario scenario : scenarios) {
                steps.next(scenario.label() + ", round " + round);
                outcomes.computeIfAbsent(scenario, _ -> new ArrayList<>()).add(rig.closed(scenario, plan.turn()));
            }
        }
        return outcomes;
    }
}
