package tributary.perf.beyond;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tributary.perf.holding.Beside;
import tributary.perf.holding.Replies;
import tributary.perf.report.Figure.Better;
import tributary.perf.report.Findings;

/** What was noticed of slow readers, in figures and goals. */
record SlowReadersReport(Findings findings, int readers) {
    private static final double KIB = 1024;
    private static final double PAGE_KIB = 3 * SlowReaders.PART / KIB;
    private static final double BOUND_KIB = 100;

    void latency(Beside beside, Replies coming) {
        figure(
                "alone.p99",
                "Others without slow readers: p99",
                "ms",
                beside.alone().millis(99));
        figure(
                "beside.p99",
                "Others beside %d slow readers: p99".formatted(readers),
                "ms",
                beside.together().millis(99));
        figure("coming.p99", "Others while these come: p99", "ms", coming.millis(99));
        findings.goal(
                "slow.p99",
                "p99 of others beside %d slow readers ≤ 1.2 × without".formatted(readers),
                beside.ratio(),
                1.2,
                "×");
        findings.goal(
                "slow.errors",
                "No error for the others",
                (double) beside.troubled() + coming.count() - coming.count(200),
                0,
                "req");
        if (!beside.together().errors().isEmpty()) {
            findings.note(
                    "Beside slow readers, others were answered otherwise, by status: %s.",
                    beside.together().errors());
        }
    }

    /** A list of each round. */
    void memory(List<Standing> before, List<Standing> with) {
        double[] heap = perReader(before, with, Standing::heapMegabytes);
        double[] resident = perReader(before, with, Standing::residentMegabytes);
        figure("heap", "Heap for a slow reader, after a collection", "KiB", heap);
        figure("resident", "Resident memory by which the process grew, a reader", "KiB", resident);
        findings.count(
                "slow.open",
                "Streams open when measured",
                Math.round(with.getLast().streams()));
        findings.goal(
                "slow.heap",
                "A slow reader takes ≤ 100 KiB of heap beside the page of 180 KiB that it was sent",
                IntStream.range(0, heap.length).mapToDouble(i -> heap[i]).max().orElse(0) - PAGE_KIB,
                BOUND_KIB,
                "KiB");
        findings.goal(
                "slow.resident",
                "Resident memory with all of them is no more in the last round than 1.2 × in the first",
                with.getLast().residentMegabytes() / with.getFirst().residentMegabytes(),
                1.2,
                "×");
        if (with.getLast().streams() < 0.85 * readers) {
            findings.note(
                    "Only %.0f streams were still open when measured: their memory is not what it would be.",
                    with.getLast().streams());
        }
    }

    private double[] perReader(List<Standing> before, List<Standing> with, ToDoubleFunction<Standing> megabytes) {
        return IntStream.range(0, with.size())
                .mapToDouble(i -> (megabytes.applyAsDouble(with.get(i)) - megabytes.applyAsDouble(before.get(i)))
                        * 1e6
                        / KIB
                        / readers)
                .toArray();
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
