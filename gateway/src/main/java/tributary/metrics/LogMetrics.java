package tributary.metrics;

import static tributary.metrics.Metric.counter;

import java.util.List;
import tributary.logs.LogCounts;

/** What became of the lines that are logged. */
final class LogMetrics {
    static final List<Metric> ALL = List.of(
            counter(
                    "tributary_log_lines_total",
                    "Lines written, by log: that of requests (standard output) or that of events (standard error).",
                    List.of("log"),
                    each((log, counts, points) -> points.add(counts.written(), log))),
            counter(
                    "tributary_log_lines_dropped_total",
                    "Lines that were not written, by log and by why: too many waited already (full), writing failed"
                            + " (failed), or too many of their kind came at once (rate).",
                    List.of("log", "reason"),
                    each((log, counts, points) -> {
                        points.add(counts.full(), log, "full");
                        points.add(counts.failed(), log, "failed");
                        points.add(counts.leftOut(), log, "rate");
                    })),
            Metric.gauge(
                    "tributary_log_lines_waiting",
                    "Lines that wait to be written, by log; at most 8192, and 4 MiB of them.",
                    List.of("log"),
                    (gateway, points) -> {
                        points.add(gateway.logs().requestsWaiting(), "requests");
                        points.add(gateway.logs().eventsWaiting(), "events");
                    }));

    private LogMetrics() {}

    private interface OfLog {
        void read(String log, LogCounts counts, Metric.Points points);
    }

    private static Metric.Reading each(OfLog value) {
        return (gateway, points) -> {
            value.read("requests", gateway.logs().requests(), points);
            value.read("events", gateway.logs().events(), points);
        };
    }
}
