package tributary.perf.overload;

import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;
import tributary.perf.report.Section;

/** What came of a flood, in figures and goals. For one thread. */
final class OverloadReport {
    private final Findings findings = new Findings("overload");
    private double servedAtPeak;
    private double p99AtPeak;
    private double microsServing;

    void serving(OverloadKind.Cost cost) {
        microsServing = cost.micros();
        findings.figure("serving.cpu", "CPU to serve a request of three calls", "µs", Better.LESS, microsServing);
    }

    void peak(Answers answers) {
        servedAtPeak = answers.servedPerSecond();
        p99AtPeak = answers.millis(99);
        findings.figure("peak.served", "At its peak: served", "req/s", Better.MORE, servedAtPeak);
        findings.figure("peak.p99", "At its peak: p99", "ms", Better.LESS, p99AtPeak);
    }

    void flood(Answers answers, double megabytes) {
        findings.figure(
                "flood.served", "At ten times as much: served", "req/s", Better.MORE, answers.servedPerSecond());
        findings.figure(
                "flood.p99", "At ten times as much: p99 of what is served", "ms", Better.LESS, answers.millis(99));
        findings.figure("flood.memory", "At ten times as much: resident memory rose by", "MB", Better.LESS, megabytes);
        findings.goal(
                "flood.lost",
                "Of the peak's goodput at most 5 % is lost at ten times the load",
                100 - 100 * answers.servedPerSecond() / servedAtPeak,
                5,
                "%");
        findings.goal(
                "flood.p99",
                "p99 of what is served at ten times the load ≤ 2 × that at the peak",
                answers.millis(99) / p99AtPeak,
                2,
                "×");
        others("the flood", answers);
    }

    private void others(String what, Answers answers) {
        if (!answers.others().isEmpty()) {
            findings.note("Of %s neither served nor refused, by status: %s.", what, answers.others());
        }
    }

    void recovery(Answers answers) {
        findings.figure(
                "recovery",
                "Behind the flood: end of the first half second with all served",
                "s",
                Better.LESS,
                answers.allServedAfterSeconds());
        findings.goal(
                "recovery",
                "All of half a second is served again within 2 s of the flood's end",
                answers.allServedAfterSeconds(),
                2,
                "s");
    }

    void critical(Answers critical, Answers bulk) {
        double lost = 100.0 * (critical.all() - critical.served()) / Math.max(critical.all(), 1);
        findings.figure("critical.lost", "Critical requests not served beside tenfold bulk", "%", Better.LESS, lost);
        findings.figure(
                "critical.p99", "Critical requests beside tenfold bulk: p99", "ms", Better.LESS, critical.millis(99));
        findings.figure(
                "bulk.served", "Bulk requests served meanwhile", "req/s", Better.NEITHER, bulk.servedPerSecond());
        others("the critical requests", critical);
        findings.goal("critical.lost", "Of critical requests ≥ 99.5 % are served beside tenfold bulk", lost, 0.5, "%");
    }

    void refusing(OverloadKind.Cost cost) {
        double micros = cost.micros();
        findings.figure("refusing.cpu", "CPU to refuse a request", "µs", Better.LESS, micros);
        findings.goal(
                "refusing.cpu",
                "Refusing costs at most a twentieth of serving three calls",
                micros / microsServing,
                0.05,
                "×");
        findings.note(
                "Most of what refusing costs is the read and the write of the socket, which are the kernel's; the decision and its"
                        + " answer are about a twentieth of it.");
        if (cost.answers().served() > 0) {
            findings.note(
                    "%d requests were served while refusing was measured.",
                    cost.answers().served());
        }
    }

    Section section() {
        return findings.section("Ten times too much");
    }
}
