package tributary.perf.overload;

import java.io.IOException;
import java.time.Duration;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.process.Http;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.Steps;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Section;

/**
 * Ten times the load that a gateway carries. Its limit is set so that it carries about 160 requests a second: nine places, of
 * which requests of the usual priority fill eight, and calls of 50 ms. So it is the gateway that is at its limit and not what
 * generates the load.
 *
 * <p>What refusing costs is measured beside what serving costs, at full speed in closed loops of as many connections.
 */
public final class OverloadKind implements Kind {
    private static final int PLACES = 8;
    private static final double CAPACITY = 160;
    private static final double TENFOLD = 10 * CAPACITY;
    private static final int CONNECTIONS = 400;
    private static final int CRITICAL_PER_SECOND = 80;

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public String does() {
        return "Ten times the load it carries: what is still served, how fast, what refusing costs, who comes first.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        Duration flood = Duration.ofSeconds(settings.quick() ? 8 : 30);
        Duration brief = Duration.ofSeconds(settings.quick() ? 4 : 10);
        Steps steps = new Steps(progress, 6);
        OverloadReport report = new OverloadReport();
        steps.next("starting the load service and the gateway");
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                TributaryProcess gateway = TributaryProcess.start(settings, configuration(service.port()), "")) {
            int port = gateway.port();
            check(port);
            steps.next("warming up, and what serving costs");
            Flood.closed(port, "/quick", brief.multipliedBy(2), PLACES).end();
            report.serving(cost(gateway, "/quick", brief));
            steps.next("the peak");
            Answers peak = Flood.closed(port, "/page", brief, PLACES).end();
            report.peak(peak);
            steps.next("ten times as much");
            double before = gateway.child().residentMegabytes().orElse(0);
            Answers flooded =
                    Flood.open(port, "/page", TENFOLD, flood, CONNECTIONS).end();
            double after = gateway.child().residentMegabytes().orElse(0);
            report.flood(flooded, after - before);
            report.recovery(
                    Flood.open(port, "/page", CAPACITY / 2, brief, CONNECTIONS).end());
            steps.next("critical requests beside ten times as many of bulk");
            Flood bulk = Flood.open(port, "/bulk", TENFOLD, brief.multipliedBy(2), CONNECTIONS);
            report.critical(
                    Flood.open(port, "/critical", CRITICAL_PER_SECOND, brief.multipliedBy(2), 4 * PLACES)
                            .end(),
                    bulk.end());
            steps.next("what refusing costs");
            refusals(gateway, brief, report);
        }
        steps.end();
        return report.section();
    }

    /** All places are taken by requests that wait; everything else is refused. */
    private static void refusals(TributaryProcess gateway, Duration brief, OverloadReport report)
            throws InterruptedException {
        Flood holding = Flood.open(gateway.port(), "/held", 100 * PLACES, Duration.ofMillis(10), PLACES);
        Thread.sleep(500);
        report.refusing(cost(gateway, "/quick", brief));
        holding.end();
    }

    /** What was answered and what it took of the gateway's processor time. */
    record Cost(Answers answers, double cpuSeconds) {
        double micros() {
            return cpuSeconds * 1e6 / Math.max(answers.all(), 1);
        }
    }

    private static Cost cost(TributaryProcess gateway, String path, Duration time) throws InterruptedException {
        double before = gateway.child().cpuSeconds();
        Answers answers = Flood.closed(gateway.port(), path, time, PLACES).end();
        return new Cost(answers, gateway.child().cpuSeconds() - before);
    }

    private static void check(int port) throws IOException {
        Http.Said said = Http.get(port, "/page");
        if (said.status() != 200) {
            throw new IOException("/page is answered with " + said.status() + ": " + said.body());
        }
    }

    private static String configuration(int service) {
        return """
                overload: { algorithm: fixed, max: 9 }
                services:
                  load: { url: "http://127.0.0.1:%d", timeout: 20s }
                aggregates:
                  GET /page: { calls: { a: { get: "load:/json/1024?delay=50" } } }
                  GET /bulk: { priority: bulk, calls: { a: { get: "load:/json/1024?delay=50" } } }
                  GET /critical: { priority: critical, calls: { a: { get: "load:/json/1024?delay=50" } } }
                  GET /held: { deadline: 30s, calls: { a: { get: "load:/json/1024?delay=15000" } } }
                  GET /quick:
                    calls:
                      a: { get: "load:/json/1024" }
                      b: { get: "load:/json/4096" }
                      c: { get: "load:/json/512" }
                """.formatted(service);
    }
}
