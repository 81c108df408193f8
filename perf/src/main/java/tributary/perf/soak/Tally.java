package tributary.perf.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import tributary.perf.soak.Deed.Outcome;

/**
 * What became of each visit, by kind. Of the failures it keeps the first {@link #KEPT} in full.
 *
 * <p>Thread-safe.
 */
final class Tally {
    /** What is counted beside the visits. */
    static final String RELOAD = "reload";

    private static final int KEPT = 25;

    private static final class Row {
        private final LongAdder begun = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

        Row() {
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(outcome, new LongAdder());
            }
        }

        long of(Outcome outcome) {
            return Objects.requireNonNull(outcomes.get(outcome)).sum();
        }
    }

    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final LongAdder failed = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder begun = new LongAdder();

    void began(String kind) {
        begun.increment();
        row(kind).begun.increment();
    }

    void ended(String kind, Outcome outcome) {
        Objects.requireNonNull(row(kind).outcomes.get(outcome)).increment();
        ended.increment();
    }

    void failed(String kind, String what) {
        row(kind).failed.increment();
        failed.increment();
        ended.increment();
        if (kept.incrementAndGet() <= KEPT) {
            failures.add(kind + ": " + what);
        }
    }

    private Row row(String kind) {
        return rows.computeIfAbsent(kind, _ -> new Row());
    }

    long begun() {
        return begun.sum();
    }

    long begun(String kind) {
        return row(kind).begun.sum();
    }

    long ended() {
        return ended.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** The first failures, in the order of their coming. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** A line for each kind of visit, and their sum. */
    List<String> lines() {
        String form = "  %-34s %9s %9s %9s %9s %9s %9s";
        List<String> lines = new ArrayList<>();
        lines.add(form.formatted("", "begun", "whole", "partial", "problem", "left", "failed"));
        List<String> kinds =
                new ArrayList<>(Mix.kinds().stream().map(Mix.Kind::name).toList());
        kinds.add(RELOAD);
        for (String kind : kinds) {
            Row row = row(kind);
            lines.add(form.formatted(
                    kind,
                    row.begun.sum(),
                    row.of(Outcome.WHOLE),
                    row.of(Outcome.PARTIAL),
                    row.of(Outcome.PROBLEM),
                    row.of(Outcome.LEFT),
                    row.failed.sum()));
        }
        lines.add(form.formatted(
                "all",
                begun.sum(),
                sum(Outcome.WHOLE),
                sum(Outcome.PARTIAL),
                sum(Outcome.PROBLEM),
                sum(Outcome.LEFT),
                failed.sum()));
        return lines;
    }

    private long sum(Outcome outcome) {
        return rows.values().stream().mapToLong(row -> row.of(outcome)).sum();
    }
}
