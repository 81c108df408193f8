package tributary.perf.beyond;

import java.io.IOException;
import java.util.List;
import tributary.perf.bench.Kind;
import tributary.perf.bench.Progress;
import tributary.perf.bench.Settings;
import tributary.perf.process.Steps;
import tributary.perf.report.Findings;
import tributary.perf.report.Section;

/** What does not fit between a request and its answer: five measurements, each with a gateway of its own. */
public final class BeyondKind implements Kind {
    /** One of the measurements. */
    interface Part {
        void measure(Settings settings, Steps steps, Findings findings) throws IOException, InterruptedException;
    }

    private static final List<Part> PARTS = List.of(
            FirstPart::measure, SlowReaders::measure, WebhookDown::measure, JobsKilled::measure, TokenAway::measure);
    private static final int STEPS =
            FirstPart.STEPS + SlowReaders.STEPS + WebhookDown.STEPS + JobsKilled.STEPS + TokenAway.STEPS;

    @Override
    public String name() {
        return "beyond";
    }

    @Override
    public String does() {
        return "Streams and their slow readers, a webhook that is down, killed jobs, a token service that is away.";
    }

    @Override
    public Section run(Settings settings, Progress progress) throws IOException, InterruptedException {
        Steps steps = new Steps(progress, STEPS);
        Findings findings = new Findings(name());
        for (Part part : PARTS) {
            part.measure(settings, steps, findings);
        }
        steps.end();
        return findings.section("Beyond the request");
    }
}
