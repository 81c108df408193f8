package tributary.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * All metrics. They are read from what counts anyway, at the moment somebody asks: requests pay for counting only. A metric
 * without any value at the moment is left out. What is read together is not from one moment, but each number is right for one
 * within the reading.
 *
 * <p>Thread-safe. The formats are those of Prometheus (text 0.0.4) and OpenMetrics 1.0.
 */
public final class Metrics {
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private static final List<Metric> ALL = Stream.of(
                    GatewayMetrics.ALL,
                    ClientMetrics.ALL,
                    CallMetrics.ALL,
                    ServiceMetrics.ALL,
                    ScheduleMetrics.ALL,
                    SpanMetrics.ALL,
                    LogMetrics.ALL,
                    JobMetrics.ALL,
                    EventMetrics.ALL,
                    ProcessMetrics.ALL)
            .flatMap(List::stream)
            .toList();

    private final Observed gateway;

    public Metrics(Observed gateway) {
        this.gateway = gateway;
    }

    /** All values as a text. */
    public record Text(String contentType, String value) {}

    /**
     * All values as they are now.
     *
     * @param accept the header field, or an empty text; whoever does not name OpenMetrics gets Prometheus' own format
     */
    public Text text(String accept) {
        ExpositionFormatWriter writer = accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS)
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
        MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
        ALL.forEach(metric -> snapshots.metricSnapshot(metric.snapshot(gateway)));
        return new Text(
                writer.getContentType(), writer.toDebugString(snapshots.build(), EscapingScheme.UNDERSCORE_ESCAPING));
    }

    static List<Metric> all() {
        return ALL;
    }

    /** The reference of all metrics, as Markdown. */
    static String reference() {
        StringBuilder text = new StringBuilder("""
                # Metrics

                `GET /metrics` on the admin listener: Prometheus' text format, or OpenMetrics 1.0 where `Accept` names
                `application/openmetrics-text`. Labels take their values from the configuration and from the lists that the
                gateway itself has, never from clients. All counters begin at zero with the process; those of `tributary_service_` also
                when the settings of the service change, and those with `call` when it goes to another service. Made from the code by its tests.

                | metric | type | labels | |
                | --- | --- | --- | --- |
                """);
        for (Metric metric : ALL) {
            String labels = metric.labels().isEmpty() ? "" : "`" + String.join("`, `", metric.labels()) + "`";
            text.append("| `%s` | %s | %s | %s |%n"
                    .formatted(metric.name(), metric.kind().name().toLowerCase(Locale.ROOT), labels, metric.help()));
        }
        return text.toString();
    }
}
