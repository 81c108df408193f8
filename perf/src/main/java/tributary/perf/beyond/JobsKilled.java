package tributary.perf.beyond;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Settings;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.process.Http;
import tributary.perf.process.Metrics;
import tributary.perf.process.PlainService;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/** Jobs of a gateway that is killed twice: while it accepts them, and when it has accepted them all and done some. */
final class JobsKilled {
    static final int STEPS = 5;

    private static final int WORKERS = 8;
    private static final int KILLS = 2;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String CONFIGURATION = """
            jobs: { store: %s, workers: %d, queue: 2000 }
            services:
              work: { url: "http://127.0.0.1:%d", timeout: 10s }
            aggregates:
              GET /reports/{id}:
                async: true
                deadline: 20s
                calls: { a: { get: "work:/reports/{path.id}" } }
              POST /orders/{id}:
                async: true
                deadline: 20s
                calls: { a: { post: "work:/orders/{path.id}" } }
            """;

    private final Settings settings;
    private final String configuration;
    private final Orders orders;
    private final List<Double> starts = new ArrayList<>();
    private Replies replies = new Replies(List.of());

    private JobsKilled(Settings settings, String configuration, Orders orders) {
        this.settings = settings;
        this.configuration = configuration;
        this.orders = orders;
    }

    static void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException {
        Orders orders = new Orders(settings.quick() ? 100 : 1000);
        Path folder = Files.createTempDirectory(settings.scratch(), "jobs");
        try (PlainService service = PlainService.start(orders::work)) {
            String configuration = CONFIGURATION.formatted(folder, WORKERS, service.port());
            new JobsKilled(settings, configuration, orders).measure(steps, findings);
        }
    }

    private void measure(Steps steps, Findings findings) throws IOException, InterruptedException {
        steps.next("jobs: starting");
        try (TributaryProcess gateway = start()) {
            steps.next("jobs: accepted until it is killed");
            askUntilKilled(gateway);
        }
        try (TributaryProcess gateway = start()) {
            steps.next("jobs: the rest of them, and killed again");
            replies = replies.and(orders.ask(gateway.port()).end());
            gateway.child().kill();
        }
        long killed = System.nanoTime();
        try (TributaryProcess gateway = start()) {
            steps.next("jobs: all to their end");
            awaitEnds(gateway);
            double ended = (System.nanoTime() - killed) / 1e9;
            steps.next("jobs: what became of them");
            tell(ends(gateway), ended, findings);
        }
    }

    private TributaryProcess start() throws IOException, InterruptedException {
        long start = System.nanoTime();
        TributaryProcess gateway = TributaryProcess.start(settings, configuration, "");
        starts.add((System.nanoTime() - start) / 1e9);
        return gateway;
    }

    private void askUntilKilled(TributaryProcess gateway) throws InterruptedException {
        Client client = orders.ask(gateway.port());
        long end = System.nanoTime() + LONGEST.toNanos();
        while (orders.accepted().size() < orders.all() / 2 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        gateway.child().kill();
        // What is due from now on finds nobody.
        replies = replies.and(client.end().only(reply -> reply.status() != 0));
    }

    private static void awaitEnds(TributaryProcess gateway) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        double left = 1;
        while (left > 0 && System.nanoTime() < end) {
            Thread.sleep(50);
            Metrics metrics = gateway.metrics();
            left = metrics.sum("tributary_jobs", "state=\"queued\"")
                    + metrics.sum("tributary_jobs", "state=\"running\"");
        }
    }

    private JobEnds ends(TributaryProcess gateway) throws IOException {
        List<String> documents = new ArrayList<>();
        for (String job : orders.accepted()) {
            documents.add(Http.get(gateway.port(), "/jobs/" + job).body());
        }
        return JobEnds.of(documents);
    }

    private void tell(JobEnds ends, double ended, Findings findings) {
        int all = orders.all();
        figure("accepted.p50", "A job accepted (202): p50", "ms", replies.millis(50), findings);
        figure("accepted.p99", "A job accepted (202): p99", "ms", replies.millis(99), findings);
        figure("start.none", "Start to ready without jobs", "s", starts.getFirst(), findings);
        figure("start.all", "Start to ready with %d jobs".formatted(all), "s", starts.getLast(), findings);
        figure("ended", "From the second kill to the end of all jobs", "s", ended, findings);
        findings.count("jobs.succeeded", "Jobs that succeeded", ends.succeeded());
        findings.note("Jobs that failed, by reason: %s.", ends.reasons());
        long interrupted = ends.failed().getOrDefault("interrupted", 0L);
        long failed = ends.failed().values().stream().mapToLong(count -> count).sum();
        int missing = all - orders.accepted().size();
        goal("accepted", "All %d jobs are accepted in the end".formatted(all), missing, findings);
        goal("ends", "Each has succeeded, or failed with a reason, after two kills", ends.others(), findings);
        goal(
                "failed",
                "None has failed but those that were being done when it was killed",
                failed - interrupted,
                findings);
        findings.goal(
                "jobs.interrupted",
                "At each of the two kills no more of these than there are workers",
                (double) interrupted,
                (double) KILLS * WORKERS,
                "");
        goal("twice", "None changes something twice", orders.twice(), findings);
    }

    private static void figure(String id, String label, String unit, double value, Findings findings) {
        findings.figure("jobs." + id, label, unit, Better.LESS, value);
    }

    private static void goal(String id, String promise, long count, Findings findings) {
        findings.goal("jobs." + id, promise, (double) count, 0, "");
    }
}
