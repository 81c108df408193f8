package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;

import java.util.List;
import tributary.metrics.Metric.Points;
import tributary.spans.SpanExport;

/** What becomes of traces; nothing where none are made. */
final class SpanMetrics {
    static final List<Metric> ALL = List.of(
            counter(
                    "tributary_spans_exported_total",
                    "Spans that the collector of telemetry.otlp has taken.",
                    List.of(),
                    SpanMetrics::exported),
            counter(
                    "tributary_spans_dropped_total",
                    "Spans that did not reach the collector, by why: too many waited (queue-full), it could not be reached or"
                            + " had no time (unreachable), it did not want them (rejected), the gateway ended (ending).",
                    List.of("reason"),
                    SpanMetrics::dropped),
            gauge(
                    "tributary_spans_waiting",
                    "Spans that wait to be sent to the collector.",
                    List.of(),
                    SpanMetrics::waiting));

    private SpanMetrics() {}

    // Plain methods, all three: a function on SpanExport would have its class loaded where no traces are made.

    private static void exported(Observed gateway, Points points) {
        SpanExport spans = gateway.spans();
        if (spans != null) {
            points.add(spans.counts().exported());
        }
    }

    private static void dropped(Observed gateway, Points points) {
        SpanExport spans = gateway.spans();
        if (spans != null) {
            spans.counts().eachDropped((reason, count) -> points.add(count, reason));
        }
    }

    private static void waiting(Observed gateway, Points points) {
        SpanExport spans = gateway.spans();
        if (spans != null) {
            points.add(spans.waiting());
        }
    }
}
