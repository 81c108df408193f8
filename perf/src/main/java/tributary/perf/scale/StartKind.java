package tributary.perf.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.generator.Generator;
import tributary.perf.generator.Order;
import tributary.perf.load.Scenario;
import tributary.perf.process.Http;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Goal;
import tributary.perf.report.Section;

/**
 * The first seconds: from the launcher's start to the first aggregated answer, and how cost and latency fall while the JVM
 * compiles.
 */
public final class StartKind implements Kind {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final double MOST_SECONDS = 1;
    private static final double MOST_SECONDS_WITH_CACHE = 0.4;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String does() {
        return "Start to first answer, and the warm-up of the JVM.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        int starts = settings.quick() ? 3 : 10;
        WarmUp warmUp = WarmUp.of(settings.quick());
        Steps steps = new Steps(progress, 1 + starts + warmUp.slices().size());
        steps.next("starting the load service");
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                Generator generator = Generator.start(settings.scratch())) {
            String configuration = Scenario.configuration(service.port(), List.of(Scenario.THREE));
            // Not counted: the launcher may have to build, and files are not in memory yet.
            boolean cached = built(settings, configuration, generator, service);
            List<Double> seconds = new ArrayList<>();
            for (int start = 1; start <= starts; start++) {
                steps.next("start " + start);
                seconds.add(start(settings, configuration));
            }
            List<WarmUp.Slice> slices = warmUp.run(settings, configuration, generator, steps);
            steps.end();
            return section(seconds, cached, warmUp, slices);
        }
    }

    private static boolean built(Settings settings, String configuration, Generator generator, ServiceProcess service)
            throws IOException, InterruptedException {
        try (TributaryProcess gateway = TributaryProcess.start(settings, configuration, "")) {
            // The generator and the service are warm when the gateway's warm-up is looked at.
            generator.run(
                    Order.closed(service.port(), "/json/4096", 16, Duration.ofMillis(settings.quick() ? 700 : 3_000)));
            return gateway.usesAotCache();
        }
    }

    private static double start(Settings settings, String configuration) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (TributaryProcess gateway = TributaryProcess.spawn(settings, configuration, "")) {
            Http.await200(gateway.child(), gateway.port(), Scenario.THREE.path(), LONGEST);
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static Section section(List<Double> seconds, boolean cached, WarmUp warmUp, List<WarmUp.Slice> slices) {
        List<Figure> figures = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Figure first = new Figure("start.first-answer", "Launcher started to first answer", "s", Better.LESS, seconds);
        figures.add(first);
        figures.addAll(warmUp.figures(slices));
        goals.add(new Goal("start.first-answer", "start to first answer ≤ 1 s", first.median(), MOST_SECONDS, "s"));
        if (cached) {
            goals.add(new Goal(
                    "start.first-answer-aot",
                    "start to first answer ≤ 0.4 s with the AOT cache",
                    first.median(),
                    MOST_SECONDS_WITH_CACHE,
                    "s"));
        } else {
            notes.add("The launcher used no AOT cache, so the goal of 0.4 s was not looked at.");
        }
        return new Section("start", "Start and warm-up", figures, warmUp.plots(slices), goals, notes);
    }
}
