package tributary.perf.holding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.holding.CountedService.Manner;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Section;

/**
 * One gateway, of whose clients and services one after the other misbehaves: a client that asks 50 times as much as it may, a
 * service that dies and comes back, one that is late now and then, one that is slow. Everything is counted where it arrives.
 *
 * <p>The loads are small, so that the machine is not what is measured; its own noise shows in the latencies nevertheless.
 */
public final class HoldingKind implements Kind {
    private static final int LIMIT = 40;
    private static final int BURST = 40;
    private static final int PLACES = 8;
    private static final int OPEN_FOR_SECONDS = 1;

    /** What a retry budget grants whatever the share. */
    private static final int FLOOR = 3;

    private static final Client.Habit MODEST = new Client.Habit("/mine", "modest", 30, 8);
    private static final Client.Habit ABUSIVE = new Client.Habit("/mine", "abusive", 50.0 * LIMIT, 32);
    private static final Client.Habit PAGE = new Client.Habit("/page", "", 100, 16);
    private static final Client.Habit SLOW = new Client.Habit("/slow", "", 50, 32);

    @Override
    public String name() {
        return "holding";
    }

    @Override
    public String does() {
        return "An abusive client and services dead, late or slow: what others notice, and how often services are asked.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        Steps steps = new Steps(progress, 6);
        steps.next("starting the services and the gateway");
        try (CountedService well = CountedService.start(Manner.after(20));
                CountedService mortal = CountedService.start(Manner.after(2));
                CountedService late = CountedService.start(HoldingKind::everyTwentieth);
                CountedService slow = CountedService.start(Manner.after(2000))) {
            writeKeys(settings);
            String services = configuration(well, mortal, late, slow);
            try (TributaryProcess gateway = TributaryProcess.start(settings, services, "")) {
                HoldingReport report = new HoldingReport();
                run(gateway.port(), settings.quick(), steps, report, new Services(mortal, late, slow));
                steps.end();
                return report.section();
            }
        }
    }

    private record Services(CountedService mortal, CountedService late, CountedService slow) {}

    private static void run(int port, boolean quick, Steps steps, HoldingReport report, Services services)
            throws InterruptedException {
        int rounds = quick ? 2 : 5;
        Duration time = Duration.ofSeconds(quick ? 3 : 6);
        steps.next("warming up");
        Beside.measure(port, MODEST, ABUSIVE, 1, time);
        Client.start(port, PAGE, time).end();
        steps.next("a client at 50 times its limit");
        Beside abuse = Beside.measure(port, MODEST, ABUSIVE, rounds, time);
        report.abuse(abuse, Abuse.of(abuse.other(), LIMIT, BURST), LIMIT);
        steps.next("a slow service");
        Beside slow = Beside.measure(port, PAGE, SLOW, rounds, time);
        report.slow(slow, services.slow().mostAtOnce(), PLACES);
        steps.next("a service that is late now and then");
        late(port, "fixed", "after 50 ms", services.late(), time.multipliedBy(3), report);
        late(port, "p95", "after its p95", services.late(), time.multipliedBy(3), report);
        steps.next("a service that dies");
        Client.Habit habit = new Client.Habit("/mortal", "", 200, 64);
        Duration dead = Duration.ofSeconds(quick ? 3 : 10);
        Death death = Death.of(port, habit, services.mortal(), time, dead, Duration.ofSeconds(OPEN_FOR_SECONDS + 3));
        report.death(death, OPEN_FOR_SECONDS, FLOOR);
    }

    private static void late(
            int port, String id, String way, CountedService service, Duration time, HoldingReport report)
            throws InterruptedException {
        Client.Habit habit = new Client.Habit("/late/" + id, "", 100, 128);
        // Until there have been answers enough, there is no p95.
        Client.start(port, habit, Duration.ofSeconds(2)).end();
        long from = System.nanoTime();
        Replies replies = Client.start(port, habit, time).end();
        report.late(id, way, replies, service.asked(from, System.nanoTime()));
    }

    private static long everyTwentieth(int number) {
        return number % 20 == 0 ? 1000 : 5;
    }

    private static void writeKeys(Settings settings) throws IOException {
        Files.createDirectories(settings.scratch());
        Files.writeString(
                settings.scratch().resolve("keys.yaml"),
                Stream.of(MODEST.key(), ABUSIVE.key())
                        .map(key -> "- { sha256: " + digest(key) + ", owner: " + key + " }\n")
                        .collect(Collectors.joining()));
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String configuration(
            CountedService well, CountedService mortal, CountedService late, CountedService slow) {
        return """
                auth: { api-keys: { file: keys.yaml } }
                limits: { per-client: { rate: %d/s, burst: %d, key: [api-key] } }
                services:
                  well: { url: "http://127.0.0.1:%d" }
                  mortal:
                    url: "http://127.0.0.1:%d"
                    retry: { attempts: 3, backoff: 25ms, budget: 20%% }
                    # The usual window of ten seconds would open for a service that dies at once only after five.
                    breaker: { failure-rate: 50%%, window: 1s, min-calls: 20, open-for: %ds }
                  late: { url: "http://127.0.0.1:%d", timeout: 2s, hedge: { after: p95, budget: 5%% } }
                  slow: { url: "http://127.0.0.1:%d", timeout: 5s, max-concurrent: %d }
                aggregates:
                  GET /mine: { calls: { a: { get: "well:/" } } }
                  GET /page: { auth: none, calls: { a: { get: "well:/" }, b: { get: "well:/b" } } }
                  GET /mortal: { auth: none, calls: { a: { get: "mortal:/", optional: true } } }
                  GET /late/p95: { auth: none, calls: { a: { get: "late:/" } } }
                  GET /late/fixed: { auth: none, calls: { a: { get: "late:/", hedge: { after: 50ms } } } }
                  GET /slow: { auth: none, deadline: 6s, calls: { a: { get: "slow:/" } } }
                """.formatted(
                        LIMIT, BURST, well.port(), mortal.port(), OPEN_FOR_SECONDS, late.port(), slow.port(), PLACES);
    }
}
