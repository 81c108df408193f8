package tributary.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;
import tributary.edge.Durations;

/**
 * One metric: what it is called, what it means, and how it is read when somebody asks. Its labels' values come from the
 * configuration and from our own enumerations, never from clients. Immutable.
 *
 * @param name as it is shown: that of a counter ends in {@code _total}, that of an info in {@code _info}
 */
record Metric(String name, Kind kind, String help, List<String> labels, Reading reading) {
    enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        /** How many there were, and what they came to. */
        SUMMARY,
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

        /** Of a histogram. */
        void add(Durations durations, String... labelValues);

        /** Of a summary. */
        void add(long count, double sum, String... labelValues);
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

    static Metric summary(String name, String help, List<String> labels, Reading reading) {
        return new Metric(name, Kind.SUMMARY, help, labels, reading);
    }

    static Metric histogram(String name, String help, List<String> labels, Reading reading) {
        return new Metric(name, Kind.HISTOGRAM, help, labels, reading);
    }

    MetricSnapshot snapshot(Observed gateway) {
        Snapshot snapshot = Snapshot.of(this);
        reading.read(gateway, snapshot);
        return snapshot.made();
    }
}
