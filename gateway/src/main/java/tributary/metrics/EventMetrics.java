package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import tributary.events.SinkCounts;
import tributary.events.SinkCounts.Drop;
import tributary.events.SinkState;
import tributary.metrics.Metric.Reading;

/** Events. A sink whose kind or number of workers changes begins at zero. */
final class EventMetrics {
    private static final List<String> SINK = List.of("sink");

    static final List<Metric> ALL = List.of(
            counter(
                    "tributary_events_offered_total",
                    "Events that requests made, or wanted to make. Each is written, dropped, or still queued.",
                    SINK,
                    counts(SinkCounts::allOffered)),
            counter(
                    "tributary_events_written_total",
                    "Events that the sink has taken, or its dead-letter file.",
                    SINK,
                    counts(SinkCounts::allWritten)),
            counter(
                    "tributary_events_dead_lettered_total",
                    "Those of the written events that the dead-letter file has taken.",
                    SINK,
                    counts(SinkCounts::allDeadLettered)),
            counter(
                    "tributary_events_dropped_total",
                    "Events that are nowhere, by why: full (when-full: drop), rejected (block or reject; the request was"
                            + " answered with 503 if anybody was left), too-large, unmade (a template could not be filled in),"
                            + " refused (by a webhook without a dead-letter file), lost (accepted, and not written anywhere"
                            + " when the gateway ended).",
                    List.of("sink", "reason"),
                    (gateway, points) -> gateway.sinks().forEach(sink -> {
                        for (Drop why : Drop.values()) {
                            points.add(sink.counts().allDropped(why), sink.name(), why.word());
                        }
                    })),
            counter(
                    "tributary_events_retries_total",
                    "Attempts to deliver that came after a failed one.",
                    SINK,
                    counts(SinkCounts::allRetries)),
            gauge("tributary_events_queued", "Events that are accepted and not delivered.", SINK, each(state ->
                    (double) state.queued())),
            gauge("tributary_events_queue_limit", "How many there may be.", SINK, each(state -> (double) state.room())),
            gauge("tributary_events_queued_bytes", "What they take, roughly.", SINK, each(state ->
                    (double) state.queuedBytes())),
            gauge("tributary_events_queue_limit_bytes", "How much that may be.", SINK, each(state ->
                    (double) state.roomBytes())),
            gauge(
                    "tributary_events_oldest_seconds",
                    "How long the first of them has waited; 0 where there is none.",
                    SINK,
                    each(state -> (double) state.oldest().toNanos() / 1e9)),
            gauge(
                    "tributary_events_failing",
                    "1 where the last attempt to deliver failed, 0 where it did not.",
                    SINK,
                    each(state -> state.failure() == null ? 0 : 1)));

    private EventMetrics() {}

    private static Reading counts(ToLongFunction<SinkCounts> count) {
        return (gateway, points) ->
                gateway.sinks().forEach(sink -> points.add(count.applyAsLong(sink.counts()), sink.name()));
    }

    private static Reading each(ToDoubleFunction<SinkState> value) {
        return (gateway, points) -> gateway.sinks().forEach(sink -> points.add(value.applyAsDouble(sink), sink.name()));
    }
}
