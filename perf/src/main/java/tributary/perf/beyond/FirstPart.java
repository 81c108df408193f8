package tributary.perf.beyond;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tributary.perf.bench.Settings;
import tributary.perf.holding.Client;
import tributary.perf.holding.Replies;
import tributary.perf.process.ServiceProcess;
import tributary.perf.process.Steps;
import tributary.perf.process.Tool;
import tributary.perf.process.TributaryProcess;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/** A page of three parts that take 50, 300 and 900 ms, and when its first one is there. */
final class FirstPart {
    static final int STEPS = 4;

    private static final double PER_SECOND = 20;
    private static final double BOUND_MILLIS = 60;
    private static final String CONFIGURATION = """
            services:
              load: { url: "http://127.0.0.1:%d", timeout: 5s }
            aggregates:
              GET /page:
                stream: true
                calls:
                  a: { get: "load:/json/1024?delay=50" }
                  b: { get: "load:/json/4096?delay=300" }
                  c: { get: "load:/json/512?delay=900" }
            """;

    private final int service;
    private final Findings findings;

    private FirstPart(int service, Findings findings) {
        this.service = service;
        this.findings = findings;
    }

    static void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(settings.quick() ? 4 : 20);
        steps.next("a page in parts: starting");
        try (ServiceProcess service = ServiceProcess.start(settings.scratch());
                TributaryProcess gateway = TributaryProcess.start(
                        settings, "cors: { origins: \"*\" }", CONFIGURATION.formatted(service.port()), "")) {
            FirstPart first = new FirstPart(service.port(), findings);
            Duration warming = Duration.ofSeconds(5);
            StreamClient.http1(gateway.port(), PER_SECOND, warming);
            StreamClient.http2(gateway.port(), PER_SECOND, warming);
            steps.next("a page in parts, over HTTP/1.1");
            first.measure("http1", "over HTTP/1.1", time, () -> StreamClient.http1(gateway.port(), PER_SECOND, time));
            steps.next("a page in parts, over HTTP/2");
            first.measure("http2", "over HTTP/2", time, () -> StreamClient.http2(gateway.port(), PER_SECOND, time));
            steps.next("a page in parts, in a browser");
            Optional<Path> browser = browser();
            if (browser.isPresent()) {
                inBrowser(
                        BrowserPage.times(settings, browser.get(), gateway.port(), settings.quick() ? 5 : 25),
                        findings);
            } else {
                findings.note("No Chromium is installed, so that no browser was asked.");
            }
        }
    }

    private static Optional<Path> browser() {
        return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(name -> Tool.find(name).stream())
                .findFirst();
    }

    private interface Streams {
        StreamClient.Streams read() throws IOException, InterruptedException;
    }

    /** Meanwhile the service is asked for the same part without a gateway, so that what the machine does meanwhile falls on both. */
    private void measure(String id, String way, Duration time, Streams streams)
            throws IOException, InterruptedException {
        Client direct = Client.start(service, new Client.Habit("/json/1024?delay=50", "", PER_SECOND, 16), time);
        StreamClient.Streams read = streams.read();
        tell(id, way, read.first(), direct.end());
        if (!read.broken().isEmpty()) {
            findings.note("Streams %s did not come to their end: %s.", way, read.broken());
        }
    }

    private void tell(String id, String way, Replies first, Replies direct) {
        findings.figure("first." + id + ".p50", "First part, " + way + ": p50", "ms", Better.LESS, first.millis(50));
        findings.figure("first." + id + ".p99", "First part, " + way + ": p99", "ms", Better.LESS, first.millis(99));
        findings.figure(
                "first." + id + ".direct.p99",
                "The service itself, meanwhile: p99",
                "ms",
                Better.LESS,
                direct.millis(99));
        findings.goal(
                "first." + id,
                "A part that takes 50 ms is there within 60 ms, " + way + " (p99)",
                first.millis(99),
                BOUND_MILLIS,
                "ms");
        findings.goal(
                "first." + id + ".added",
                "It is there within 10 ms of the service's own answer, " + way + " (of p99 each)",
                first.millis(99) - direct.millis(99),
                10,
                "ms");
        findings.goal(
                "first." + id + ".broken",
                "Every stream comes to its end, " + way,
                (double) (first.count() - first.count(200)),
                0,
                "");
    }

    private static void inBrowser(List<Double> first, Findings findings) {
        double[] sorted =
                first.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        findings.figure("first.browser", "First part, in a browser", "ms", Better.LESS, sorted);
        findings.goal(
                "first.browser",
                "A part that takes 50 ms is there within 60 ms, in a browser (median)",
                sorted[sorted.length / 2],
                BOUND_MILLIS,
                "ms");
    }
}
