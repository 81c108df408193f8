package tributary.perf.micro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.report.Figure;
import tributary.perf.report.Plot;
import tributary.perf.report.Plot.Axis;
import tributary.perf.report.Plot.Curve;
import tributary.perf.report.Plot.Point;
import tributary.perf.report.Plot.Scale;
import tributary.perf.report.Section;

/**
 * The parts of a request by themselves: nanoseconds and bytes an operation, each in JVMs of its own with the launcher's
 * flags, on a virtual thread.
 */
public final class MicroKind implements Kind {
    @Override
    public String name() {
        return "micro";
    }

    @Override
    public String does() {
        return "The parts of a request by themselves, time and allocation (JMH).";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException {
        List<Part> parts = Part.ALL.stream()
                .filter(part -> part.quick() || !settings.quick())
                .toList();
        List<Figure> figures = new ArrayList<>();
        try (Jmh jmh = new Jmh(settings)) {
            for (int i = 0; i < parts.size(); i++) {
                progress.at(i, parts.size(), parts.get(i).label());
                figures.addAll(jmh.measure(parts.get(i)));
            }
        }
        progress.at(parts.size(), parts.size(), "done");
        return new Section(
                name(), "The parts of a request", figures, plots(figures), List.of(), List.of(note(settings)));
    }

    private static String note(Settings settings) {
        return settings.quick()
                ? "Quick form: one JVM each, a sample is an iteration of it; what differs from JVM to JVM is not seen."
                : "A sample is the mean of one JVM, each warmed up by itself.";
    }

    private static List<Plot> plots(List<Figure> figures) {
        List<Plot> plots = new ArrayList<>();
        Curve check = curve("Check one", "micro.json.check.", figures);
        Curve splice = curve("Splice three", "micro.json.splice.", figures);
        if (check.points().size() > 1) {
            plots.add(new Plot(
                    "micro.json",
                    "JSON: checking and splicing by length",
                    "Both axes are logarithmic.",
                    Plot.Shape.LINES,
                    new Axis("length of one answer", "B", Scale.LOG, List.of()),
                    new Axis("time", "ns", Scale.LOG, List.of()),
                    List.of(check, splice)));
        }
        Curve engine = curve("Engine", "micro.engine.", figures);
        if (engine.points().size() > 1) {
            plots.add(new Plot(
                    "micro.engine",
                    "The engine by number of calls",
                    "Over a stubbed wire, so all of it is ours: the scope, the forks, the checks and the merge.",
                    Plot.Shape.LINES,
                    new Axis("calls", "", Scale.LINEAR, List.of()),
                    new Axis("time", "ns", Scale.LINEAR, List.of()),
                    List.of(engine)));
        }
        return plots;
    }

    /** The time of each figure named {@code prefix} and a number, over that number. */
    private static Curve curve(String label, String prefix, List<Figure> figures) {
        return new Curve(
                label,
                figures.stream()
                        .filter(figure ->
                                figure.id().startsWith(prefix) && figure.id().endsWith(Jmh.TIME))
                        .map(figure -> new Point(number(figure.id(), prefix), figure.median()))
                        .toList());
    }

    private static double number(String id, String prefix) {
        return Double.parseDouble(id.substring(prefix.length(), id.length() - Jmh.TIME.length()));
    }
}
