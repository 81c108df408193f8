package tributary.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import tributary.edge.Durations;
import tributary.metrics.Metric.Points;

/** The values of one metric, as the library wants them. Of each kind of value only that of the metric's kind may be added. */
interface Snapshot extends Points {
    /** What was added. */
    MetricSnapshot made();

    static Snapshot of(Metric metric) {
        return switch (metric.kind()) {
            case COUNTER -> new Counter(metric, CounterSnapshot.builder());
            case GAUGE -> new Gauge(metric, GaugeSnapshot.builder());
            case HISTOGRAM -> new Histogram(metric, HistogramSnapshot.builder());
            case SUMMARY -> new Summary(metric, SummarySnapshot.builder());
            case INFO -> new Info(metric, InfoSnapshot.builder());
        };
    }

    Metric metric();

    default Labels labels(String... values) {
        return Labels.of(metric().labels(), List.of(values));
    }

    /** The library wants names without what it adds. */
    default String without(String suffix) {
        String name = metric().name();
        return name.substring(0, name.length() - suffix.length());
    }

    @Override
    default void add(double value, String... labelValues) {
        throw new IllegalStateException("no number is a " + metric().kind());
    }

    @Override
    default void add(Durations durations, String... labelValues) {
        throw new IllegalStateException("no durations are a " + metric().kind());
    }

    @Override
    default void add(long count, double sum, String... labelValues) {
        throw new IllegalStateException("no sum is a " + metric().kind());
    }

    /** Of a counter. */
    record Counter(Metric metric, CounterSnapshot.Builder builder) implements Snapshot {
        @Override
        public void add(double value, String... labelValues) {
            builder.dataPoint(CounterDataPointSnapshot.builder()
                    .value(value)
                    .labels(labels(labelValues))
                    .build());
        }

        @Override
        public MetricSnapshot made() {
            return builder.name(without("_total")).help(metric.help()).build();
        }
    }

    /** Of a gauge. */
    record Gauge(Metric metric, GaugeSnapshot.Builder builder) implements Snapshot {
        @Override
        public void add(double value, String... labelValues) {
            builder.dataPoint(GaugeDataPointSnapshot.builder()
                    .value(value)
                    .labels(labels(labelValues))
                    .build());
        }

        @Override
        public MetricSnapshot made() {
            return builder.name(metric.name()).help(metric.help()).build();
        }
    }

    /** Of an info. */
    record Info(Metric metric, InfoSnapshot.Builder builder) implements Snapshot {
        @Override
        public void add(double value, String... labelValues) {
            builder.dataPoint(
                    InfoDataPointSnapshot.builder().labels(labels(labelValues)).build());
        }

        @Override
        public MetricSnapshot made() {
            return builder.name(without("_info")).help(metric.help()).build();
        }
    }

    /** Of a summary. */
    record Summary(Metric metric, SummarySnapshot.Builder builder) implements Snapshot {
        @Override
        public void add(long count, double sum, String... labelValues) {
            SummaryDataPointSnapshot.Builder point =
                    SummaryDataPointSnapshot.builder().count(count);
            point.sum(sum);
            point.labels(labels(labelValues));
            builder.dataPoint(point.build());
        }

        @Override
        public MetricSnapshot made() {
            return builder.name(metric.name()).help(metric.help()).build();
        }
    }

    /** Of a histogram, with the trace of one that was so long, where OpenMetrics is spoken. */
    record Histogram(Metric metric, HistogramSnapshot.Builder builder) implements Snapshot {
        private static final double[] BOUNDS = DoubleStream.concat(
                        LongStream.of(Durations.bounds()).mapToDouble(Histogram::seconds),
                        DoubleStream.of(Double.POSITIVE_INFINITY))
                .toArray();

        private static double seconds(long nanos) {
            return (double) nanos / 1e9;
        }

        @Override
        public void add(Durations durations, String... labelValues) {
            Exemplars.Builder exemplars = Exemplars.builder();
            durations.examples(example -> exemplars.exemplar(Exemplar.builder()
                    .labels(Labels.of(Exemplar.TRACE_ID, example.traceId()))
                    .value(seconds(example.nanos()))
                    .timestampMillis(example.epochMillis())
                    .build()));
            builder.dataPoint(HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, durations.classes()))
                    .sum(seconds(durations.nanos()))
                    .labels(labels(labelValues))
                    .exemplars(exemplars.build())
                    .build());
        }

        @Override
        public MetricSnapshot made() {
            return builder.name(metric.name()).help(metric.help()).build();
        }
    }
}
