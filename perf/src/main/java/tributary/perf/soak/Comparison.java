package tributary.perf.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The end beside the beginning: what may not have grown, and whether it has. */
record Comparison(Standing before, Standing after) {
    /** Files that the JVM itself may have opened meanwhile. */
    private static final int MORE_FILES = 4;

    /** What a larger table, a compiled lambda or a connection's buffers may come to. */
    private static final long MORE_HEAP = 12L << 20;

    /** What a finished job that is still kept may take; of the store's file more, where each change is written somewhere else. */
    private static final long JOB_HEAP = 4L << 10;

    private static final long JOB_STORE = 8L << 10;
    private static final long MORE_STORE = 8L << 20;

    private static final int SHOWN_THREADS = 8;

    private record Row(String what, long before, long after, long atMost) {
        boolean holds() {
            return after <= atMost;
        }
    }

    private List<Row> rows() {
        return Stream.concat(ofRequests(), ofWorkBeyond()).toList();
    }

    private Stream<Row> ofRequests() {
        return Stream.of(
                row("requests under way", 0, after.requests(), 0),
                row("calls in flight", 0, after.calls(), 0),
                row("connections in use", 0, after.lent(), 0),
                row("services", SoakConfiguration.SERVICES, after.services(), SoakConfiguration.SERVICES),
                row("clients' connections", 0, after.clientConnections(), 0),
                row(
                        "platform threads",
                        before.threads().platform(),
                        after.threads().platform(),
                        0),
                row(
                        "virtual threads",
                        before.threads().virtual(),
                        after.threads().virtual(),
                        0),
                row("open files", before.files(), after.files(), before.files() + MORE_FILES),
                row(
                        "heap, KiB",
                        before.heap() >> 10,
                        after.heap() >> 10,
                        (before.heap() + MORE_HEAP + moreJobs() * JOB_HEAP) >> 10));
    }

    private Stream<Row> ofWorkBeyond() {
        Unfinished now = after.unfinished();
        Unfinished then = before.unfinished();
        return Stream.of(
                row("jobs queued or running", 0, now.jobs(), 0),
                row("waiting for the jobs' store", 0, now.store(), 0),
                row("events queued", 0, now.events(), 0),
                row("parts of streams unsent", 0, now.parts(), 0),
                row("files of jobs and events", then.files(), now.files(), 0),
                row(
                        "jobs' store, KiB",
                        then.storeBytes() >> 10,
                        now.storeBytes() >> 10,
                        (then.storeBytes() + MORE_STORE + moreJobs() * JOB_STORE) >> 10));
    }

    private long moreJobs() {
        return Math.max(after.unfinished().kept() - before.unfinished().kept(), 0);
    }

    private static Row row(String what, long before, long after, long atMost) {
        return new Row(what, before, after, Math.max(before, atMost));
    }

    /** Whether all is back where it was, but for the heap, which only a collection can tell of. */
    boolean isQuiet() {
        return rows().stream().filter(row -> !row.what().startsWith("heap")).allMatch(Row::holds);
    }

    boolean holds() {
        return rows().stream().allMatch(Row::holds);
    }

    /** A table; where threads stayed, with their stacks. */
    List<String> lines() {
        String form = "  %-34s %9s %9s %9s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(form.formatted("", "before", "after", "at most", ""));
        for (Row row : rows()) {
            lines.add(form.formatted(
                    row.what(), row.before(), row.after(), row.atMost(), row.holds() ? "ok" : "NOT BACK"));
        }
        lines.add(form.formatted(
                "connections kept to services", before.serviceConnections(), after.serviceConnections(), "", ""));
        lines.add(form.formatted(
                "finished jobs kept",
                before.unfinished().kept(),
                after.unfinished().kept(),
                "",
                ""));
        if (threadsStayed()) {
            List<Threads.One> since = after.threads().since(before.threads());
            since.stream().limit(SHOWN_THREADS).map(thread -> "  " + thread).forEach(lines::add);
            if (since.size() > SHOWN_THREADS) {
                lines.add("  and " + (since.size() - SHOWN_THREADS) + " threads more");
            }
        }
        return lines;
    }

    private boolean threadsStayed() {
        return after.threads().platform() > before.threads().platform()
                || after.threads().virtual() > before.threads().virtual();
    }
}
