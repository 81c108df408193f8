package tributary.perf.beyond;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tributary.perf.bench.Settings;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Findings;

/**
 * Thousands of clients that read a stream slowly or not at all, in turn with none; beside them an ordinary load.
 *
 * <p>A stream is larger than what the kernel takes for a reader that does not read, so that it is the gateway that waits.
 */
final class SlowReaders {
    static final int STEPS = 6;

    /** Of the page that all ask for, in bytes: three parts, none of which counts as a large body. */
    static final int PART = 60 * 1024;

    private static final int WARMING = 200;
    private static final Client.Habit PAGE = new Client.Habit("/page", "", 100, 32);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CONFIGURATION = """
            services:
              load: { url: "http://127.0.0.1:%1$d", timeout: 5s }
            aggregates:
              GET /page:
                calls:
                  a: { get: "load:/json/1024?delay=20" }
                  b: { get: "load:/json/4096?delay=20" }
                  c: { get: "load:/json/512?delay=20" }
              GET /stream:
                stream: true
                deadline: 5s
                calls:
                  a: { get: "load:/json/%2$d" }
                  b: { get: "load:/json/%2$d" }
                  c: { get: "load:/json/%2$d" }
            """;

    /**
     * How much of it.
     *
     * @param bytes that a reader reads every half second
     * @param writeTimeout the gateway's, longer than opening and measuring take
     */
    private record Extent(int readers, double perSecond, int bytes, int rounds, Duration time, Duration writeTimeout) {
        static Extent of(boolean quick) {
            return quick
                    ? new Extent(200, 100, 4096, 2, Duration.ofSeconds(3), Duration.ofSeconds(7))
                    : new Extent(2000, 250, 2048, 4, Duration.ofSeconds(8), Duration.ofSeconds(20));
        }
    }

    private final TributaryProcess gateway;
    private final Extent extent;
    private final List<Round> rounds = new ArrayList<>();
    private double timedOut;

    /** What others were answered while the readers come and when they are there, and what the gateway holds before and then. */
    record Round(Busy alone, Replies coming, Busy together, Standing before, Standing with) {}

    /** What others were answered, and the gateway's processor time meanwhile. */
    record Busy(Replies others, double cpuSeconds) {}

    private SlowReaders(TributaryProcess gateway, Extent extent) {
        this.gateway = gateway;
        this.extent = extent;
    }

    static void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException {
        if (!NarrowSocket.exists()) {
            findings.note("Slow readers are measured on Linux only.");
            return;
        }
        Extent extent = Extent.of(settings.quick());
        steps.next("slow readers: starting");
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                TributaryProcess gateway = TributaryProcess.start(
                        settings,
                        "write-timeout: " + extent.writeTimeout.toSeconds() + "s",
                        CONFIGURATION.formatted(service.port(), PART),
                        "")) {
            Client.start(gateway.port(), PAGE, Duration.ofSeconds(3)).end();
            try (Readers _ = Readers.open(gateway.port(), "/stream", WARMING, extent.perSecond, extent.bytes)) {
                Client.start(gateway.port(), PAGE, Duration.ofSeconds(2)).end();
            }
            SlowReaders readers = new SlowReaders(gateway, extent);
            Standing first = Standing.settled(gateway, Standing.of(gateway), PATIENCE);
            for (int round = 0; round < extent.rounds; round++) {
                steps.next("%d slow readers, round %d of %d".formatted(extent.readers, round + 1, extent.rounds));
                readers.round(round == extent.rounds - 1);
            }
            readers.tell(findings, first, Standing.settled(gateway, first, PATIENCE));
        }
    }

    private void round(boolean last) throws IOException, InterruptedException {
        Busy alone = others();
        Standing before = Standing.of(gateway);
        Duration opening = Duration.ofMillis(Math.round(extent.readers / extent.perSecond * 1000));
        Client meanwhile = Client.start(gateway.port(), PAGE, opening);
        try (Readers _ = Readers.open(gateway.port(), "/stream", extent.readers, extent.perSecond, extent.bytes)) {
            Replies coming = meanwhile.end();
            Busy together = others();
            rounds.add(new Round(alone, coming, together, before, Standing.of(gateway)));
            if (last) {
                awaitTimeouts(before);
            }
        }
        Standing.settled(gateway, before, PATIENCE);
    }

    private Busy others() throws InterruptedException {
        double before = gateway.child().cpuSeconds();
        Replies replies = Client.start(gateway.port(), PAGE, extent.time).end();
        return new Busy(replies, gateway.child().cpuSeconds() - before);
    }

    /** Those that read nothing are ended by the gateway. */
    private void awaitTimeouts(Standing before) throws IOException, InterruptedException {
        long end = System.nanoTime() + extent.writeTimeout.toNanos();
        int silent = extent.readers / Readers.SILENT_EVERY;
        do {
            Thread.sleep(200);
            timedOut = Standing.timedOut(gateway) - before.timedOut();
        } while (timedOut < silent && System.nanoTime() < end);
    }

    private void tell(Findings findings, Standing first, Standing end) {
        SlowReadersReport report = new SlowReadersReport(findings, extent.readers, rounds);
        report.latency();
        report.memory();
        report.timeouts(timedOut);
        report.left(first, end);
    }
}
