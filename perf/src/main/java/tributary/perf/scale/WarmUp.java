package tributary.perf.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tributary.perf.bench.Settings;
import tributary.perf.generator.Generator;
import tributary.perf.generator.Order;
import tributary.perf.generator.Outcome;
import tributary.perf.load.Scenario;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Plot;
import tributary.perf.report.Plot.Axis;
import tributary.perf.report.Plot.Curve;
import tributary.perf.report.Plot.Point;
import tributary.perf.report.Plot.Scale;

/**
 * A new gateway at a constant rate, looked at slice by slice: how its cost and latency fall while the JVM compiles.
 *
 * @param slices how long each is
 */
record WarmUp(double rate, List<Duration> slices) {
    private static final int CONNECTIONS = 256;

    /** One slice, with how many requests had been served when half of it was over. */
    record Slice(double served, Outcome outcome) {}

    static WarmUp of(boolean quick) {
        List<Integer> millis = quick
                ? List.of(250, 250, 500, 1_000)
                : List.of(250, 250, 500, 500, 1_000, 1_000, 2_000, 4_000, 8_000, 16_000);
        return new WarmUp(1_000, millis.stream().map(Duration::ofMillis).toList());
    }

    List<Slice> run(Settings settings, String configuration, Generator generator, Steps steps)
            throws IOException, InterruptedException {
        List<Slice> measured = new ArrayList<>();
        try (TributaryProcess gateway = TributaryProcess.start(settings, configuration, "")) {
            long served = 0;
            for (Duration slice : slices) {
                steps.next("warm-up: %.0f requests/s, %d served".formatted(rate, served));
                Outcome outcome = generator.run(
                        Order.open(gateway.port(), Scenario.THREE.path(), rate, CONNECTIONS, slice),
                        gateway.child()::cpuSeconds);
                measured.add(new Slice(served + outcome.answered() / 2.0, outcome));
                served += outcome.answered();
            }
        }
        return measured;
    }

    List<Figure> figures(List<Slice> measured) {
        return List.of(
                figure("start.cold.cpu", "First requests: CPU per request", "µs", measured.getFirst(), WarmUp::cpu),
                figure("start.cold.p99", "First requests: p99", "ms", measured.getFirst(), WarmUp::p99),
                figure("start.warm.cpu", "Last requests: CPU per request", "µs", measured.getLast(), WarmUp::cpu),
                figure("start.warm.p99", "Last requests: p99", "ms", measured.getLast(), WarmUp::p99));
    }

    private static Figure figure(String id, String label, String unit, Slice slice, ToDoubleFunction<Slice> value) {
        return new Figure(id, label, unit, Better.LESS, List.of(value.applyAsDouble(slice)));
    }

    private static double cpu(Slice slice) {
        return slice.outcome().aRequest(0);
    }

    private static double p99(Slice slice) {
        return slice.outcome().millis(99);
    }

    List<Plot> plots(List<Slice> measured) {
        return List.of(
                plot("start.warm-up.cpu", "Warm-up: cost", "CPU per request", "µs", measured, WarmUp::cpu),
                plot("start.warm-up.p99", "Warm-up: latency", "p99", "ms", measured, WarmUp::p99));
    }

    private Plot plot(
            String id, String title, String what, String unit, List<Slice> measured, ToDoubleFunction<Slice> value) {
        return new Plot(
                id,
                title,
                "A new gateway at %.0f requests a second; the JVM's compilers count.".formatted(rate),
                Plot.Shape.LINES,
                new Axis("requests served", "", Scale.LOG, List.of()),
                new Axis(what, unit, Scale.LOG, List.of()),
                List.of(new Curve(
                        what,
                        measured.stream()
                                .map(slice -> new Point(Math.max(1, slice.served()), value.applyAsDouble(slice)))
                                .toList())));
    }
}
