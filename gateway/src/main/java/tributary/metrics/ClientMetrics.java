package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;

import java.util.List;
import java.util.Locale;
import tributary.edge.admission.AdmissionCounts;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.client.CallerCounts;
import tributary.edge.connection.ConnectionCounts;
import tributary.edge.connection.ConnectionCounts.Handshake;
import tributary.edge.connection.ConnectionCounts.Timeout;
import tributary.edge.limits.LimitCounts;
import tributary.metrics.Metric.Points;
import tributary.resilience.Pressure;
import tributary.resilience.Priority;

/** What clients ask for, and what is refused them. */
final class ClientMetrics {
    static final List<Metric> ALL = List.of(
            counter(
                    "tributary_requests_total",
                    "Requests that have ended, by aggregate (none where there is none for it), status (499 where nobody was there"
                            + " any more to be answered) and outcome: ok, partial, client-left, write-timeout (it was there and did"
                            + " not read its stream), or the reason in the problem document. A document counts as it was made, also"
                            + " where it could not be written any more.",
                    List.of("aggregate", "status", "outcome"),
                    (gateway, points) -> gateway.requests()
                            .each((aggregate, counts) -> counts.ends((end, count) ->
                                    points.add(count, aggregate, Integer.toString(end.status()), end.outcome())))),
            Metric.histogram(
                    "tributary_request_duration_seconds",
                    "How long requests took from their head to their answer, without writing it, by aggregate. In"
                            + " OpenMetrics with trace ids, where traces are recorded.",
                    List.of("aggregate"),
                    (gateway, points) ->
                            gateway.requests().each((aggregate, counts) -> points.add(counts.durations(), aggregate))),
            counter(
                    "tributary_compression_plain_bytes_total",
                    "Bytes of answers that were compressed, before.",
                    gateway -> gateway.requests().packing().plain()),
            counter("tributary_compression_packed_bytes_total", "The same bytes, after.", gateway -> gateway.requests()
                    .packing()
                    .packed()),
            gauge(
                    "tributary_requests_in_progress",
                    "Requests that have begun and are not answered.",
                    Observed::requestsUnderWay),
            gauge("tributary_client_connections_open", "Connections of clients.", List.of(), (gateway, points) -> {
                ConnectionCounts counts = gateway.connections();
                if (counts != null) {
                    points.add(counts.open());
                }
            }),
            gauge(
                    "tributary_client_connections_limit",
                    "How many there may be.",
                    gateway -> gateway.plan().server().limits().maxConnections()),
            counter(
                    "tributary_client_connections_ended_total",
                    "Connections of clients that the gateway ended, by why: too many of them, too slow in one of four"
                            + " ways, or an HTTP/2 flood.",
                    List.of("reason"),
                    ClientMetrics::ended),
            counter(
                    "tributary_client_tls_handshakes_total",
                    "TLS handshakes of clients, by what came of them: done; no-tls where the client spoke something else;"
                            + " refused where the two did not agree, or one did not believe the other; broken-off; late.",
                    List.of("result"),
                    ClientMetrics::handshakes),
            counter(
                    "tributary_requests_cancelled_total",
                    "Requests whose client left before its document was made, or before its stream had ended: as many as there are with"
                            + " the outcome client-left.",
                    List.of(),
                    (gateway, points) -> {
                        ConnectionCounts counts = gateway.connections();
                        if (counts != null) {
                            points.add(counts.cancelled());
                        }
                    }),
            counter(
                    "tributary_requests_malformed_total",
                    "Requests refused because HTTP does not allow their form, before any aggregate was looked for.",
                    List.of(),
                    (gateway, points) -> {
                        ConnectionCounts counts = gateway.connections();
                        if (counts != null) {
                            points.add(counts.malformed());
                        }
                    }),
            counter(
                    "tributary_callers_total",
                    "Requests by what they showed of who sends them: a known key, none where none is needed, none where"
                            + " one is (401), an unknown one (401), or one unknown key too many (429).",
                    List.of("result"),
                    ClientMetrics::callers),
            counter(
                    "tributary_rate_limit_decisions_total",
                    "Requests by what the token buckets said: granted, or refused with 429 over the client's own limit"
                            + " or over that of all together.",
                    List.of("result"),
                    ClientMetrics::limits),
            counter(
                    "tributary_rate_limit_shared_buckets_total",
                    "Requests that met a token bucket which several clients share, because there are very many clients.",
                    gateway -> gateway.callers().sharedBuckets()),
            gauge(
                    "tributary_admission_limit",
                    "Requests that may be in flight at the moment; 0 where there is no limit.",
                    gateway -> gateway.overload().limit()),
            gauge(
                    "tributary_admission_in_flight",
                    "Requests that have a place; 0 where there is no limit.",
                    gateway -> gateway.overload().inFlight()),
            gauge("tributary_admission_waiting", "Requests that wait for a place.", gateway -> gateway.overload()
                    .waiting()),
            gauge(
                    "tributary_admission_pressure",
                    "1 for each step of giving up that is reached, 0 for the others, in this order: hedges (no-extras),"
                            + " retries, new bulk requests, running ones, optional calls, default and critical requests.",
                    List.of("step"),
                    ClientMetrics::pressure),
            counter(
                    "tributary_requests_admitted_total",
                    "Requests that got a place, by priority.",
                    List.of("priority"),
                    ClientMetrics::admitted),
            counter(
                    "tributary_requests_shed_total",
                    "Requests answered with 503 because there was too much to do, by priority and by why.",
                    List.of("priority", "reason"),
                    ClientMetrics::shed),
            counter(
                    "tributary_requests_own_time_seconds_total",
                    "The gateway's own time for admitted requests: without what they waited for services.",
                    List.of(),
                    (gateway, points) ->
                            points.add(seconds(gateway.overload().counts().ownNanos()))),
            gauge(
                    "tributary_scheduling_delay_seconds",
                    "How late a thread woke up that wakes up regularly, the last time.",
                    List.of(),
                    (gateway, points) -> points.add(seconds(gateway.overload().lateNanos()))),
            gauge(
                    "tributary_body_memory_bytes",
                    "What larger bodies hold of the memory for all of them.",
                    gateway -> gateway.overload().bodyBytes()),
            gauge("tributary_body_memory_limit_bytes", "How much that is.", gateway -> gateway.overload()
                    .mostBodyBytes()),
            gauge(
                    "tributary_stream_parts_waiting",
                    "Parts of streams that are there and that their clients have not been sent: those of slow readers. At most"
                            + " as many a stream as its aggregate has calls.",
                    Observed::partsWaiting));

    private ClientMetrics() {}

    static double seconds(long nanos) {
        return (double) nanos / 1e9;
    }

    /** An enumeration's constant as a label's value, in the spelling of reasons everywhere. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void ended(Observed gateway, Points points) {
        ConnectionCounts counts = gateway.connections();
        if (counts == null) {
            return;
        }
        points.add(counts.refused(), "too-many");
        points.add(counts.flooding(), "flood");
        for (Timeout timeout : Timeout.values()) {
            points.add(counts.timedOut(timeout), word(timeout) + "-timeout");
        }
    }

    private static void handshakes(Observed gateway, Points points) {
        ConnectionCounts counts = gateway.connections();
        if (counts != null) {
            for (Handshake how : Handshake.values()) {
                points.add(counts.handshakes(how), word(how));
            }
        }
    }

    private static void pressure(Observed gateway, Points points) {
        Pressure now = gateway.overload().pressure();
        for (Pressure step : Pressure.values()) {
            if (step != Pressure.NONE) {
                points.add(now.reached(step) ? 1 : 0, word(step));
            }
        }
    }

    private static void callers(Observed gateway, Points points) {
        CallerCounts counts = gateway.callers().callerCounts();
        points.add(counts.known(), "known");
        points.add(counts.anonymous(), "anonymous");
        points.add(counts.missing(), "missing");
        points.add(counts.unknown(), "unknown");
        points.add(counts.tooManyUnknown(), "too-many-unknown");
    }

    private static void limits(Observed gateway, Points points) {
        LimitCounts counts = gateway.callers().limitCounts();
        points.add(counts.granted(), "granted");
        points.add(counts.overClient(), "over-client");
        points.add(counts.overGlobal(), "over-global");
    }

    private static void admitted(Observed gateway, Points points) {
        for (Priority priority : Priority.values()) {
            points.add(gateway.overload().counts().admittedOf(priority), word(priority));
        }
    }

    private static void shed(Observed gateway, Points points) {
        AdmissionCounts counts = gateway.overload().counts();
        for (Priority priority : Priority.values()) {
            for (Reason reason : Reason.values()) {
                points.add(counts.refusedOf(priority, reason), word(priority), word(reason));
            }
        }
    }
}
