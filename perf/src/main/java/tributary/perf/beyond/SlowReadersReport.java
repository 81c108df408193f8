package tributary.perf.beyond;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tributary.perf.beyond.SlowReaders.Busy;
import tributary.perf.beyond.SlowReaders.Round;
import tributary.perf.holding.Beside;
import tributary.perf.holding.Replies;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/** What was noticed of slow readers, in figures and goals. */
record SlowReadersReport(Findings findings, int readers, List<Round> rounds) {
    SlowReadersReport {
        rounds = List.copyOf(rounds);
    }

    private static final double KIB = 1024;
    private static final double PAGE_KIB = 3 * SlowReaders.PART / KIB;
    private static final double BOUND_KIB = 100;

    void latency() {
        figure("alone.p99", "Others without slow readers: p99", "ms", each(round -> p99(round.alone())));
        figure(
                "beside.p99",
                "Others beside %d slow readers: p99".formatted(readers),
                "ms",
                each(round -> p99(round.together())));
        figure("coming.p99", "Others while these come: p99", "ms", each(round -> round.coming()
                .millis(99)));
        figure("alone.cpu", "Gateway's CPU without slow readers", "s", each(round -> round.alone()
                .cpuSeconds()));
        figure("beside.cpu", "Gateway's CPU beside them, as long", "s", each(round -> round.together()
                .cpuSeconds()));
        Replies none = new Replies(List.of());
        Beside beside = new Beside(
                rounds.stream().map(round -> round.alone().others()).reduce(none, Replies::and),
                rounds.stream().map(round -> round.together().others()).reduce(none, Replies::and),
                rounds.stream().map(Round::coming).toList());
        findings.goal(
                "slow.p99",
                "p99 of others beside %d slow readers ≤ 1.2 × without".formatted(readers),
                beside.ratio(),
                1.2,
                "×");
        long whileComing = beside.other().stream()
                .mapToLong(round -> round.count() - round.count(200))
                .sum();
        findings.goal("slow.errors", "No error for the others", (double) beside.troubled() + whileComing, 0, "req");
        if (!beside.together().errors().isEmpty()) {
            findings.note(
                    "Beside slow readers, others were answered otherwise, by status: %s.",
                    beside.together().errors());
        }
    }

    private static double p99(Busy busy) {
        return busy.others().millis(99);
    }

    private double[] each(ToDoubleFunction<Round> value) {
        return rounds.stream().mapToDouble(value).toArray();
    }

    void memory() {
        double[] heap = perReader(Standing::heapMegabytes);
        Standing first = rounds.getFirst().with();
        Standing last = rounds.getLast().with();
        figure("heap", "Heap for a slow reader, after a collection", "KiB", heap);
        figure("resident", "Resident memory with all of them", "MB", each(round -> round.with()
                .residentMegabytes()));
        findings.count("slow.open", "Streams open when measured", Math.round(last.streams()));
        findings.goal(
                "slow.heap",
                "A slow reader takes ≤ 100 KiB of heap beside the page of 180 KiB that it was sent",
                Arrays.stream(heap).max().orElse(0) - PAGE_KIB,
                BOUND_KIB,
                "KiB");
        findings.goal(
                "slow.resident",
                "Resident memory with all of them is no more in the last round than 1.2 × in the first",
                last.residentMegabytes() / first.residentMegabytes(),
                1.2,
                "×");
        if (last.streams() < 0.85 * readers) {
            findings.note(
                    "Only %.0f streams were still open when measured: their memory is not what it would be.",
                    last.streams());
        }
    }

    private double[] perReader(ToDoubleFunction<Standing> megabytes) {
        return each(round -> (megabytes.applyAsDouble(round.with()) - megabytes.applyAsDouble(round.before()))
                * 1e6
                / KIB
                / readers);
    }

    void timeouts(double timedOut) {
        int silent = readers / Readers.SILENT_EVERY;
        findings.count("slow.timeouts", "Readers ended since they read nothing", Math.round(timedOut));
        findings.goal(
                "slow.timeouts",
                "Of %d readers that read nothing none outlives write-timeout".formatted(silent),
                silent - timedOut,
                0,
                "");
    }

    void left(Standing first, Standing end) {
        findings.goal(
                "slow.files", "When they have left, as many files are open as before", end.files(), first.files(), "");
        findings.goal("slow.gauges", "When they have left, all gauges are at 0", end.busy(), 0, "");
    }

    private void figure(String id, String label, String unit, double... samples) {
        findings.figure("slow." + id, label, unit, Better.LESS, samples);
    }
}
