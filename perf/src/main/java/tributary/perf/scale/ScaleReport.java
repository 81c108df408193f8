package tributary.perf.scale;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tributary.perf.generator.Outcome;
import tributary.perf.process.Child;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Goal;
import tributary.perf.report.Plot;
import tributary.perf.report.Plot.Axis;
import tributary.perf.report.Plot.Curve;
import tributary.perf.report.Plot.Point;
import tributary.perf.report.Plot.Scale;
import tributary.perf.report.Section;

/** Gathers what {@link ScaleKind} measures. For one thread. */
final class ScaleReport {
    private static final double SHARE_OF_GO = 0.5;
    private static final double IDLE_MEGABYTES = 80;
    private static final SortedMap<String, String> LABELS =
            new TreeMap<>(Map.of("tributary", "Tributary", "go", "Go")).descendingMap();

    private final List<Double> idleResident = new ArrayList<>();
    private final List<Double> idleProportional = new ArrayList<>();

    /** Kilobytes a request, by number of requests, by gateway. */
    private final Map<Integer, Map<String, List<Double>>> held = new TreeMap<>();

    private final List<Double> connections = new ArrayList<>();
    private final List<Figure> latencies = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    void note(String sentence) {
        notes.add(sentence);
    }

    void idle(Child gateway) {
        gateway.residentMegabytes().ifPresent(idleResident::add);
        gateway.proportionalMegabytes().ifPresent(idleProportional::add);
    }

    void held(String gateway, int requests, InFlight measured) {
        held.computeIfAbsent(requests, _ -> new TreeMap<>())
                .computeIfAbsent(gateway, _ -> new ArrayList<>())
                .add(measured.kilobytes());
        if (measured.failed() > 0) {
            note("%s failed %d of %d requests that were held; its memory says little."
                    .formatted(LABELS.get(gateway), measured.failed(), requests));
        }
    }

    void connection(double kilobytes, long gone) {
        connections.add(kilobytes);
        if (gone > 0) {
            note(gone + " idle connections were closed by the gateway meanwhile.");
        }
    }

    void beside(List<Outcome> without, List<Outcome> with) {
        for (double percentile : List.of(50d, 99d)) {
            String p = "p%.0f".formatted(percentile);
            latency("scale.connections.none." + p, "500 requests/s, nobody else: " + p, without, percentile);
            latency("scale.connections.idle." + p, "500 requests/s beside idle connections: " + p, with, percentile);
        }
    }

    private void latency(String id, String label, List<Outcome> outcomes, double percentile) {
        latencies.add(new Figure(
                id,
                label,
                "ms",
                Better.LESS,
                outcomes.stream().map(outcome -> outcome.millis(percentile)).toList()));
    }

    Section section() {
        List<Figure> figures = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        if (!idleResident.isEmpty()) {
            Figure idle = figure("scale.idle.resident", "Started, nothing to do: resident", "MB", idleResident);
            figures.add(idle);
            goals.add(new Goal("scale.idle", "idle gateway ≤ 80 MB resident", idle.median(), IDLE_MEGABYTES, "MB"));
        }
        if (!idleProportional.isEmpty()) {
            figures.add(figure("scale.idle.proportional", "The same, shared pages split", "MB", idleProportional));
        }
        held.forEach((requests, byGateway) -> byGateway.forEach((gateway, samples) -> figures.add(figure(
                "scale.held." + requests + "." + gateway,
                LABELS.get(gateway) + ": memory per request, " + requests + " in flight",
                "KB",
                samples))));
        besideGo(goals);
        figures.add(figure("scale.connections.memory", "Memory per idle connection", "KB", connections));
        figures.addAll(latencies);
        return new Section("scale", "Many at once", figures, List.of(memory()), goals, List.copyOf(notes));
    }

    private void besideGo(List<Goal> goals) {
        held.forEach((requests, byGateway) -> {
            List<Double> ours = byGateway.get("tributary");
            List<Double> theirs = byGateway.get("go");
            if (ours != null && theirs != null) {
                double share = figure("", "", "", ours).median()
                        / figure("", "", "", theirs).median();
                goals.add(new Goal(
                        "scale.held." + requests,
                        "memory per request, " + requests + " in flight, ≤ 0.5 × Go",
                        share,
                        SHARE_OF_GO,
                        "×"));
            }
        });
    }

    private static Figure figure(String id, String label, String unit, List<Double> samples) {
        return new Figure(id, label, unit, Better.LESS, samples);
    }

    private Plot memory() {
        List<Integer> levels = List.copyOf(held.keySet());
        List<Curve> curves = new ArrayList<>();
        LABELS.forEach((gateway, label) -> {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < levels.size(); i++) {
                List<Double> samples =
                        held.getOrDefault(levels.get(i), Map.of()).get(gateway);
                if (samples != null) {
                    points.add(new Point(i, figure("", "", "", samples).median()));
                }
            }
            if (!points.isEmpty()) {
                curves.add(new Curve(label, points));
            }
        });
        return new Plot(
                "scale.held",
                "Memory per request in flight",
                "Three calls each, all of them waiting; by how much the process grew.",
                Plot.Shape.BARS,
                new Axis(
                        "requests in flight",
                        "",
                        Scale.LINEAR,
                        levels.stream().map(String::valueOf).toList()),
                new Axis("memory per request", "KB", Scale.LINEAR, List.of()),
                curves);
    }
}
