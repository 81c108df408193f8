package tributary.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import tributary.edge.AggregateCounts;

/**
 * One metric: what it is called, what it means, and how it is read when somebody asks. Its labels' values come from the
 * configuration and from our own enumerations, never from clients. Immutable.
 *
 * @param name as it is shown: that of a counter ends in {@code _total}, that of an info in {@code _info}
 */
record Metric(String name, Kind kind, String help, List<String> labels, Reading reading) {
    private static final double[] BOUNDS = DoubleStream.concat(
                    LongStream.of(AggregateCounts.bounds()).mapToDouble(nanos -> (double) nanos / 1e9),
                    DoubleStream.of(Double.POSITIVE_INFINITY))
            .toArray();
    private static final String TOTAL = "_total";
    private static final String INFO = "_info";

    enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        /** Always 1: its labels tell. */
        INFO
    }

    /** Gives the values that there are at the moment. */
    interface Reading {
        void read(Observed gateway, Points points);
    }

    /** Takes the value for some labels' values, which are in the order of the metric's labels. */
    interface Points {
        void add(double value, String... labelValues);

        default void add(long value, String... labelValues) {
            add((double) value, labelValues);
        }
    }

    Metric {
        labels = List.copyOf(labels);
    }

    static Metric counter(String name, String help, ToLongFunction<Observed> value) {
        return counter(name, help, List.of(), (gateway, points) -> points.add(value.applyAsLong(gateway)));
    }

    static Metric counter(String name, String help, List<String> labels, Reading reading) {
        return new Metric(name, Kind.COUNTER, help, labels, reading);
    }

    static Metric gauge(String name, String help, ToLongFunction<Observed> value) {
        return gauge(name, help, List.of(), (gateway, points) -> points.add(value.applyAsLong(gateway)));
    }

    static Metric gauge(String name, String help, List<String> labels, Reading reading) {
        return new Metric(name, Kind.GAUGE, help, labels, reading);
    }

    static Metric info(String name, String help, List<String> labels, Reading reading) {
        return new Metric(name, Kind.INFO, help, labels, reading);
    }

    /** The one histogram there is: how long requests took, by aggregate. */
    static Metric durations(String name, String help) {
        return new Metric(name, Kind.HISTOGRAM, help, List.of("aggregate"), (_, _) -> {});
    }

    private record Point(double value, Labels labels) {}

    MetricSnapshot snapshot(Observed gateway) {
        List<Point> points = new ArrayList<>();
        reading.read(gateway, (value, values) -> points.add(new Point(value, Labels.of(labels, List.of(values)))));
        return switch (kind) {
            case COUNTER -> {
                CounterSnapshot.Builder builder =
                        CounterSnapshot.builder().name(without(TOTAL)).help(help);
                points.forEach(each -> builder.dataPoint(CounterDataPointSnapshot.builder()
                        .value(each.value)
                        .labels(each.labels)
                        .build()));
                yield builder.build();
            }
            case GAUGE -> {
                GaugeSnapshot.Builder builder =
                        GaugeSnapshot.builder().name(name).help(help);
                points.forEach(each -> builder.dataPoint(GaugeDataPointSnapshot.builder()
                        .value(each.value)
                        .labels(each.labels)
                        .build()));
                yield builder.build();
            }
            case HISTOGRAM -> {
                HistogramSnapshot.Builder builder =
                        HistogramSnapshot.builder().name(name).help(help);
                gateway.requests()
                        .each((aggregate, counts) -> builder.dataPoint(HistogramDataPointSnapshot.builder()
                                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, counts.durations()))
                                .sum((double) counts.nanos() / 1e9)
                                .labels(Labels.of(labels, List.of(aggregate)))
                                .build()));
                yield builder.build();
            }
            case INFO -> {
                InfoSnapshot.Builder builder =
                        InfoSnapshot.builder().name(without(INFO)).help(help);
                points.forEach(each -> builder.dataPoint(
                        InfoDataPointSnapshot.builder().labels(each.labels).build()));
                yield builder.build();
            }
        };
    }

    /** The library wants names without what it adds. */
    private String without(String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }
}
