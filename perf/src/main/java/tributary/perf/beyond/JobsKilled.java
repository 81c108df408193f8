package tributary.perf.beyond;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tributary.perf.bench.Settings;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.process.Http;
import tributary.perf.process.Metrics;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService;
import tributary.perf.process.PlainService.Asked;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/**
 * Jobs of a gateway that is killed twice: while it accepts them, and when it has accepted them all. Every second one changes
 * something; the service counts how often.
 */
final class JobsKilled {
    static final int STEPS = 5;

    private static final int WORKERS = 8;
    private static final long WORK_MILLIS = 60;
    private static final double PER_SECOND = 200;
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String CONFIGURATION = """
            jobs: { path: %s, workers: %d, queue: 2000 }
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

    private final int all;
    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();
    private final Map<Integer, String> jobs = new ConcurrentHashMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private Replies replies = new Replies(List.of());

    private JobsKilled(int all) {
        this.all = all;
    }

    static void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException {
        JobsKilled killed = new JobsKilled(settings.quick() ? 100 : 1000);
        Path folder = Files.createTempDirectory(settings.scratch(), "jobs");
        try (PlainService service = PlainService.start(killed::work)) {
            String configuration = CONFIGURATION.formatted(folder, WORKERS, service.port());
            steps.next("jobs: starting");
            try (TributaryProcess gateway = killed.start(settings, configuration)) {
                steps.next("jobs: accepted until it is killed");
                killed.askUntilKilled(gateway);
            }
            try (TributaryProcess gateway = killed.start(settings, configuration)) {
                steps.next("jobs: the rest of them, and killed again");
                killed.replies = killed.replies.and(killed.ask(gateway).end());
                gateway.child().kill();
            }
            long start = System.nanoTime();
            try (TributaryProcess gateway = killed.start(settings, configuration)) {
                steps.next("jobs: all to their end");
                awaitEnds(gateway);
                double ended = (System.nanoTime() - start) / 1e9;
                steps.next("jobs: what became of them");
                killed.tell(killed.ends(gateway), ended, findings);
            }
        }
    }

    private PlainAnswer work(Asked asked) throws InterruptedException {
        // Counted first: the gateway may be killed while it waits for the answer.
        done.computeIfAbsent(asked.method() + ' ' + asked.target(), _ -> new AtomicInteger())
                .incrementAndGet();
        Thread.sleep(WORK_MILLIS);
        return new PlainAnswer(200, "{\"done\":true}");
    }

    private TributaryProcess start(Settings settings, String configuration) throws IOException, InterruptedException {
        long start = System.nanoTime();
        TributaryProcess gateway = TributaryProcess.start(settings, configuration, "");
        seconds.add((System.nanoTime() - start) / 1e9);
        return gateway;
    }

    private void askUntilKilled(TributaryProcess gateway) throws InterruptedException {
        Client client = ask(gateway);
        long end = System.nanoTime() + LONGEST.toNanos();
        while (jobs.size() < all / 2 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        gateway.child().kill();
        // What is due now finds nobody.
        Replies before = client.end();
        replies = replies.and(before.only(reply -> reply.status() != 0));
    }

    /** Asks for all jobs that have not been accepted. */
    private Client ask(TributaryProcess gateway) {
        List<Integer> left = IntStream.range(0, all)
                .filter(number -> !jobs.containsKey(number))
                .boxed()
                .toList();
        return Client.start(
                gateway.port(),
                new Orders(left),
                PER_SECOND,
                16,
                Duration.ofMillis(Math.round(left.size() * 1000 / PER_SECOND)));
    }

    /** The even ones change something. */
    private final class Orders implements Client.Asking {
        private final List<Integer> left;

        Orders(List<Integer> left) {
            this.left = List.copyOf(left);
        }

        @Override
        public byte[] request(int number) {
            int job = left.get(number);
            return job % 2 == 0
                    ? Client.request(
                            "POST /orders/" + job,
                            "prefer: respond-async\r\nidempotency-key: \"order-" + job + "\"\r\ncontent-length: 0\r\n")
                    : Client.request("GET /reports/" + job, "prefer: respond-async\r\n");
        }

        @Override
        public void answered(int number, PlainAnswer answer) {
            Matcher id = ID.matcher(answer.body());
            if (answer.status() == 202 && id.find()) {
                jobs.put(left.get(number), id.group(1));
            }
        }
    }

    private static void awaitEnds(TributaryProcess gateway) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            Metrics metrics = gateway.metrics();
            if (metrics.sum("tributary_jobs", "state=\"queued\"") + metrics.sum("tributary_jobs", "state=\"running\"")
                    == 0) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private JobEnds ends(TributaryProcess gateway) throws IOException {
        List<String> documents = new ArrayList<>();
        for (String job : jobs.values()) {
            documents.add(Http.get(gateway.port(), "/jobs/" + job).body());
        }
        return JobEnds.of(documents);
    }

    private void tell(JobEnds ends, double ended, Findings findings) {
        long twice = done.entrySet().stream()
                .filter(each ->
                        each.getKey().startsWith("POST") && each.getValue().get() > 1)
                .count();
        figure("accepted.p99", "A job accepted (202): p99", "ms", replies.millis(99), findings);
        figure("accepted.p50", "A job accepted (202): p50", "ms", replies.millis(50), findings);
        figure("start.none", "Start to ready without jobs", "s", seconds.get(0), findings);
        figure("start.all", "Start to ready with %d jobs".formatted(all), "s", seconds.get(2), findings);
        figure("ended", "From the second kill to the end of all jobs", "s", ended, findings);
        findings.count("jobs.succeeded", "Jobs that succeeded", ends.succeeded());
        findings.note("Jobs that failed, by reason: %s.", ends.reasons());
        findings.goal(
                "jobs.accepted",
                "All %d jobs are accepted in the end".formatted(all),
                all - (double) jobs.size(),
                0,
                "");
        findings.goal(
                "jobs.ends",
                "Each has succeeded, or failed with a reason, after two kills",
                (double) ends.others(),
                0,
                "");
        findings.goal(
                "jobs.failed",
                "None has failed but those that the %d workers were at when it was killed".formatted(WORKERS),
                (double) all - ends.succeeded() - ends.failed().getOrDefault("interrupted", 0L),
                0,
                "");
        findings.goal(
                "jobs.interrupted",
                "At each of the two kills no more of them than there are workers",
                (double) ends.failed().getOrDefault("interrupted", 0L),
                2.0 * WORKERS,
                "");
        findings.goal("jobs.twice", "None changes something twice", (double) twice, 0, "");
    }

    private static void figure(String id, String label, String unit, double value, Findings findings) {
        findings.figure("jobs." + id, label, unit, Better.LESS, value);
    }
}
