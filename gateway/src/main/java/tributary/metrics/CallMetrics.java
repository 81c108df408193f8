package tributary.metrics;

import static tributary.metrics.ClientMetrics.word;
import static tributary.metrics.Metric.counter;

import java.util.List;
import tributary.edge.CallCounts;
import tributary.metrics.Metric.Points;
import tributary.metrics.Metric.Reading;
import tributary.observe.CallTrace.End;

/**
 * What became of the calls of aggregates. There are as many series as the configuration has calls, times the buckets of the
 * histogram, or the reasons for which that call ever failed.
 */
final class CallMetrics {
    private static final String NO_REASON = "";

    static final List<Metric> ALL = List.of(
            counter(
                    "tributary_calls_total",
                    "Calls that began, by how they ended: answered, skipped (when said no), defaulted (an optional one"
                            + " failed), failed (and the request with it) or cancelled (the request had ended). reason is"
                            + " that of the problem document for those defaulted or failed, otherwise empty. A for-each"
                            + " is one call.",
                    List.of("aggregate", "call", "service", "outcome", "reason"),
                    each(CallMetrics::ends)),
            Metric.histogram(
                    "tributary_call_duration_seconds",
                    "How long calls took, with all their attempts, from the moment all they needed was there; without those"
                            + " skipped or cancelled. In OpenMetrics with trace ids, where traces are recorded.",
                    List.of("aggregate", "call", "service"),
                    each((aggregate, name, call, points) ->
                            points.add(call.durations(), aggregate, name, call.service()))),
            counter(
                    "tributary_calls_shared_total",
                    "Requests of calls that were answered from an equal one of the same client's request, instead of being"
                            + " sent.",
                    List.of("aggregate", "call", "service"),
                    each((aggregate, name, call, points) ->
                            points.add(call.shared(), aggregate, name, call.service()))),
            counter(
                    "tributary_answers_partial_total",
                    "Answers without a part, by the call that is missing and why. One that lacks two calls counts for each.",
                    List.of("aggregate", "call", "reason"),
                    each((aggregate, name, call, points) ->
                            call.partial((reason, count) -> points.add(count, aggregate, name, reason)))));

    private CallMetrics() {}

    /** Reads one call of an aggregate. */
    private interface Each {
        void read(String aggregate, String name, CallCounts call, Points points);
    }

    private static Reading each(Each reading) {
        return (gateway, points) -> gateway.requests()
                .each((aggregate, counts) -> counts.calls((name, call) -> reading.read(aggregate, name, call, points)));
    }

    private static void ends(String aggregate, String name, CallCounts call, Points points) {
        String service = call.service();
        points.add(call.answered(), aggregate, name, service, word(End.ANSWERED), NO_REASON);
        points.add(call.skipped(), aggregate, name, service, word(End.SKIPPED), NO_REASON);
        points.add(call.cancelled(), aggregate, name, service, word(End.CANCELLED), NO_REASON);
        call.missing((how, count) -> points.add(count, aggregate, name, service, word(how.end()), how.reason()));
    }
}
