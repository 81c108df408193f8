package tributary.perf.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tributary.perf.generator.Outcome;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Goal;
import tributary.perf.report.Plot.Point;
import tributary.perf.report.Section;

/** Says what came of the load in figures, goals and notes; {@link LoadPlots} draws it. */
final class LoadReport {
    private static final double MOST_MICROS_A_CALL = 12;
    private static final double MOST_MILLIS_ADDED = 1;

    /** 20 ms, two of the service's own clock, and what a quiet machine adds. */
    private static final double NOISY_MILLIS = 24;

    private final double saturation;
    private final Map<Integer, List<Rates.Measured>> rates;
    private final Map<Scenario, List<Outcome>> costs;
    private final AddedLatency.Measured added;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    LoadReport(
            double saturation,
            Map<Integer, List<Rates.Measured>> rates,
            Map<Scenario, List<Outcome>> costs,
            AddedLatency.Measured added) {
        this.saturation = saturation;
        this.rates = rates;
        this.costs = costs;
        this.added = added;
    }

    Section section() {
        figures.add(
                new Figure("load.saturation", "Three calls: saturation", "req/s", Better.MORE, List.of(saturation)));
        rates.forEach(this::rate);
        costs.forEach(this::cost);
        linear();
        addedLatency();
        lateness();
        return new Section("load", "Under load", figures, new LoadPlots(rates, costs).all(), goals, notes);
    }

    private void rate(int percent, List<Rates.Measured> measured) {
        String id = "load.three.at" + percent + ".";
        String label = "Three calls at " + percent + " % of saturation: ";
        add(id + "throughput", label + "answered", "req/s", Better.MORE, measured, m -> m.outcome()
                .throughput());
        for (double percentile : LoadPlots.TOLD) {
            String name = "p" + LoadPlots.number(percentile);
            add(id + name, label + name, "ms", Better.LESS, measured, m -> m.outcome()
                    .millis(percentile));
        }
        add(
                id + "errors",
                label + "errors",
                "%",
                Better.LESS,
                measured,
                m -> m.outcome().errorShare() * 100);
        add(id + "cpu", label + "CPU per request", "µs", Better.LESS, measured, m -> m.outcome()
                .aRequest(0));
        add(
                id + "allocated",
                label + "allocated per request",
                "KB",
                Better.LESS,
                measured,
                m -> m.outcome().aRequest(1) / 1000);
        add(id + "resident", label + "resident memory", "MB", Better.LESS, measured, Rates.Measured::residentMegabytes);
    }

    private void cost(Scenario scenario, List<Outcome> outcomes) {
        String id = "load." + scenario.id() + ".";
        String label = scenario.label() + ", 64 connections: ";
        add(id + "cpu", label + "CPU per request", "µs", Better.LESS, outcomes, outcome -> outcome.aRequest(0));
        add(id + "throughput", label + "answered", "req/s", Better.MORE, outcomes, Outcome::throughput);
        add(id + "p50", label + "p50", "ms", Better.LESS, outcomes, outcome -> outcome.millis(50));
        add(id + "p99", label + "p99", "ms", Better.LESS, outcomes, outcome -> outcome.millis(99));
        long failed = outcomes.stream().mapToLong(Outcome::failed).sum();
        if (failed > 0) {
            notes.add(scenario.label() + ": " + failed + " requests failed; its figures say little.");
        }
    }

    /** The slope of the cost over the number of calls, round by round. */
    private void linear() {
        int rounds = costs.values().iterator().next().size();
        List<Double> slopes = IntStream.range(0, rounds)
                .mapToObj(round -> Line.through(points(round)).slope())
                .toList();
        Figure slope = new Figure("load.cost-per-call", "CPU per further call", "µs", Better.LESS, slopes);
        figures.add(slope);
        goals.add(new Goal(
                "load.cost-per-call",
                "CPU grows by ≤ 12 µs with each call, from 1 to 32",
                slope.median(),
                MOST_MICROS_A_CALL,
                "µs"));
    }

    private List<Point> points(int round) {
        return Scenario.COUNTS.stream()
                .map(count -> new Point(
                        count,
                        costs.getOrDefault(Scenario.calls(count), List.of())
                                .get(round)
                                .aRequest(0)))
                .toList();
    }

    private void addedLatency() {
        Figure p99 = new Figure(
                "load.added.p99",
                "Added to calls of 20 ms, half of saturation: p99",
                "ms",
                Better.LESS,
                added.added(99));
        figures.add(p99);
        figures.add(new Figure(
                "load.added.p50",
                "Added to calls of 20 ms, half of saturation: p50",
                "ms",
                Better.LESS,
                added.added(50)));
        add("load.slow.p99", "Three calls of 20 ms: p99", "ms", Better.LESS, added.through(), o -> o.millis(99));
        add("load.slow.direct-p99", "One of them, directly: p99", "ms", Better.LESS, added.direct(), o -> o.millis(99));
        double direct =
                added.direct().stream().mapToDouble(o -> o.millis(99)).max().orElse(0);
        if (direct > NOISY_MILLIS) {
            notes.add(
                    ("The service itself, asked directly, took up to %.1f ms (p99) where 20 were asked for: the machine was"
                                    + " too busy for the added latency to say much.")
                            .formatted(direct));
        }
        goals.add(new Goal(
                "load.added-latency",
                "p99 is ≤ 1 ms over that of the slowest call, at half of saturation",
                p99.median(),
                MOST_MILLIS_ADDED,
                "ms"));
    }

    /** The generator's own share of the latency, so that nobody takes it for the gateway's. */
    private void lateness() {
        rates.forEach((percent, measured) -> {
            double worst = measured.stream()
                    .mapToDouble(m -> m.outcome().lateness().getValueAtPercentile(99) / 1e6)
                    .max()
                    .orElse(0);
            long unsent = measured.stream().mapToLong(m -> m.outcome().unsent()).sum();
            if (unsent > 0) {
                notes.add("At %d %% of saturation %d requests were not sent, as all connections were taken."
                        .formatted(percent, unsent));
            } else if (worst > 1) {
                notes.add(
                        ("At %d %% of saturation the generator itself was up to %.1f ms late (p99) for want of a processor;"
                                        + " that is within the latencies.")
                                .formatted(percent, worst));
            }
        });
    }

    private <T> void add(
            String id, String label, String unit, Better better, List<T> measured, ToDoubleFunction<T> value) {
        figures.add(new Figure(
                id,
                label,
                unit,
                better,
                measured.stream().mapToDouble(value).boxed().toList()));
    }
}
