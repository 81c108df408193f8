package tributary.perf.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import tributary.perf.generator.Outcome;
import tributary.perf.report.Plot;
import tributary.perf.report.Plot.Axis;
import tributary.perf.report.Plot.Curve;
import tributary.perf.report.Plot.Point;
import tributary.perf.report.Plot.Scale;
import tributary.perf.report.Plot.Shape;

/** Draws what came of the load. */
record LoadPlots(Map<Integer, List<Rates.Measured>> rates, Map<Scenario, List<Outcome>> costs) {
    /** The percentiles that are figures. */
    static final List<Double> TOLD = List.of(50d, 90d, 99d, 99.9, 99.99);

    private static final List<Double> DRAWN =
            List.of(0d, 10d, 25d, 50d, 75d, 90d, 95d, 97.5, 99d, 99.5, 99.75, 99.9, 99.95, 99.99);

    static String number(double percentile) {
        return percentile == Math.rint(percentile) ? String.valueOf((long) percentile) : String.valueOf(percentile);
    }

    List<Plot> all() {
        return List.of(byPercentile(), byThroughput(), byCalls(), byScenario());
    }

    private Plot byPercentile() {
        List<Curve> curves = new ArrayList<>();
        rates.forEach((percent, measured) -> curves.add(new Curve(
                "%d %% (%.0f req/s)"
                        .formatted(percent, median(measured, m -> m.outcome().throughput())),
                DRAWN.stream()
                        .map(p -> new Point(p, median(measured, m -> m.outcome().millis(p))))
                        .toList())));
        return new Plot(
                "load.percentiles",
                "Latency by percentile",
                "Three calls, open loop, from when a request was due; a curve for each share of the saturating rate.",
                Shape.LINES,
                new Axis("requests", "%", Scale.PERCENTILE, List.of()),
                new Axis("latency", "ms", Scale.LOG, List.of()),
                curves);
    }

    private Plot byThroughput() {
        List<Curve> curves = TOLD.subList(0, 4).stream()
                .map(p -> new Curve(
                        "p" + number(p),
                        rates.values().stream()
                                .map(measured -> new Point(
                                        median(measured, m -> m.outcome().throughput()),
                                        median(measured, m -> m.outcome().millis(p))))
                                .toList()))
                .toList();
        return new Plot(
                "load.throughput",
                "Throughput against latency",
                "Where the curves turn up, the gateway is saturated.",
                Shape.LINES,
                new Axis("answered", "req/s", Scale.LINEAR, List.of()),
                new Axis("latency", "ms", Scale.LOG, List.of()),
                curves);
    }

    private Plot byCalls() {
        List<Point> points = Scenario.COUNTS.stream()
                .map(count -> new Point(
                        count, median(costs.getOrDefault(Scenario.calls(count), List.of()), o -> o.aRequest(0))))
                .toList();
        Line line = Line.through(points);
        return new Plot(
                "load.calls",
                "Cost by number of calls",
                "%.0f µs a request and %.1f µs for each call of 1 KB.".formatted(line.start(), line.slope()),
                Shape.LINES,
                new Axis("calls side by side", "", Scale.LINEAR, List.of()),
                new Axis("CPU per request", "µs", Scale.LINEAR, List.of()),
                List.of(
                        new Curve("measured", points),
                        new Curve(
                                "straight line",
                                DoubleStream.of(1, 32)
                                        .mapToObj(x -> new Point(x, line.at(x)))
                                        .toList())));
    }

    private Plot byScenario() {
        List<Scenario> scenarios = List.copyOf(costs.keySet());
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < scenarios.size(); i++) {
            points.add(new Point(i, median(costs.getOrDefault(scenarios.get(i), List.of()), o -> o.aRequest(0))));
        }
        return new Plot(
                "load.scenarios",
                "Cost by kind of aggregate",
                "Bodies of 1 KB side by side; chains and for-each pass a few bytes.",
                Shape.BARS,
                new Axis(
                        "",
                        "",
                        Scale.LINEAR,
                        scenarios.stream().map(Scenario::label).toList()),
                new Axis("CPU per request", "µs", Scale.LINEAR, List.of()),
                List.of(new Curve("CPU per request", points)));
    }

    private static <T> double median(List<T> measured, ToDoubleFunction<T> value) {
        List<Double> sorted = measured.stream()
                .map(value::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }
}
