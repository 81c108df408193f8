package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;

import java.util.List;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import tributary.downstream.Downstream;
import tributary.downstream.DownstreamCounts;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.downstream.TargetState;
import tributary.metrics.Metric.Points;
import tributary.metrics.Metric.Reading;
import tributary.plan.ServiceSpec;
import tributary.resilience.BreakerState;

/**
 * What is asked of services, and what is not. A service whose URLs change begins at zero; other settings leave its counts alone.
 */
final class ServiceMetrics {
    private static final List<String> SERVICE = List.of("service");
    private static final List<String> URL = List.of("service", "url");
    private static final List<String> BREAKER_STATES = List.of("closed", "half-open", "open");

    static final List<Metric> ALL = List.of(
            gauge(
                    "tributary_service_calls_in_flight",
                    "Calls that have begun and not ended, those that wait for a place too.",
                    SERVICE,
                    each(Downstream::inFlight)),
            gauge(
                    "tributary_service_connections_in_use",
                    "Connections that serve a call at the moment; over HTTP/2, which has many on one, the attempts on them.",
                    SERVICE,
                    each(Downstream::connectionsInUse)),
            gauge(
                    "tributary_service_connections_open",
                    "Connections to the service that are open, or being opened.",
                    SERVICE,
                    each(service -> service.wireUse().open())),
            gauge(
                    "tributary_service_connections_idle",
                    "Those of them that lie unused.",
                    SERVICE,
                    each(service -> service.wireUse().idle())),
            gauge(
                    "tributary_service_connections_waiting",
                    "Attempts that wait for a connection.",
                    SERVICE,
                    each(service -> service.wireUse().waiting())),
            gauge(
                    "tributary_names_waiting",
                    "Names of services that wait to be looked up; at most 256.",
                    Observed::namesWaiting),
            gauge(
                    "tributary_service_unwritten_bytes",
                    "What HTTP/2 connections still have to write; beyond 256 KiB on one of them nothing new is begun there.",
                    SERVICE,
                    each(service -> service.wireUse().unwritten())),
            counter(
                    "tributary_service_attempts_total",
                    "Requests sent to the service: first attempts, retries, hedges and failovers.",
                    SERVICE,
                    counts(DownstreamCounts::attempts)),
            counter(
                    "tributary_service_answers_total",
                    "Attempts that have ended, by the class of the status that the service answered with; none where it did"
                            + " not answer, or nobody waited for it.",
                    List.of("service", "status"),
                    ServiceMetrics::answers),
            counter(
                    "tributary_service_retries_total",
                    "Attempts made because the one before had failed.",
                    SERVICE,
                    counts(DownstreamCounts::retries)),
            counter(
                    "tributary_service_failovers_total",
                    "Attempts made at another URL because the first could not be connected to.",
                    SERVICE,
                    counts(DownstreamCounts::failovers)),
            counter(
                    "tributary_service_hedges_total",
                    "Attempts made beside one that took long.",
                    SERVICE,
                    counts(DownstreamCounts::hedges)),
            counter(
                    "tributary_service_hedges_won_total",
                    "Hedges that were answered before what they were to overtake.",
                    SERVICE,
                    counts(DownstreamCounts::hedgesWon)),
            counter(
                    "tributary_service_refusals_total",
                    "Calls, retries and hedges that were not sent, by why: a call by an open breaker, a full bulkhead"
                            + " or pool, or for want of a token, a retry or a hedge also for its budget, the time left, or pressure.",
                    List.of("service", "reason"),
                    ServiceMetrics::refusals),
            gauge(
                    "tributary_service_breaker_state",
                    "1 for the state the breaker is in, 0 for the others; absent where there is none.",
                    List.of("service", "state"),
                    ServiceMetrics::breakers),
            counter(
                    "tributary_service_breaker_changes_total",
                    "How often the breaker changed its state.",
                    SERVICE,
                    counts(DownstreamCounts::breakerChanges)),
            gauge(
                    "tributary_service_bulkhead_limit",
                    "Calls that the bulkhead lets run at once; absent where there is none.",
                    SERVICE,
                    (gateway, points) -> bulkheads(gateway, points, ServiceSpec::maxConcurrent)),
            gauge(
                    "tributary_service_bulkhead_queue_limit",
                    "Calls that may wait for a place in the bulkhead; absent where there is none.",
                    SERVICE,
                    (gateway, points) -> bulkheads(gateway, points, ServiceSpec::queue)),
            gauge(
                    "tributary_service_bulkhead_present",
                    "Calls that hold a place in the bulkhead or wait for one; absent where there is none.",
                    SERVICE,
                    ServiceMetrics::inBulkheads),
            gauge(
                    "tributary_service_bulkhead_waiting",
                    "Calls that wait for a place in the bulkhead; absent where there is none.",
                    SERVICE,
                    ServiceMetrics::beforeBulkheads),
            counter(
                    "tributary_service_ejections_total",
                    "How often one of the service's URLs was set aside because it kept failing.",
                    SERVICE,
                    counts(DownstreamCounts::ejections)),
            gauge(
                    "tributary_service_url_outstanding",
                    "Attempts that run at one of the service's URLs, which are numbered from 0 as configured.",
                    URL,
                    (gateway, points) -> urls(gateway, points, TargetState::outstanding)),
            gauge(
                    "tributary_service_url_ejected",
                    "1 for a URL that is set aside because it kept failing, otherwise 0.",
                    URL,
                    (gateway, points) -> urls(gateway, points, state -> state.ejected() ? 1 : 0)),
            counter(
                    "tributary_calls_left_out_total",
                    "Optional calls that were left out because there was too much to do.",
                    gateway -> gateway.sparing().leftOut()),
            counter(
                    "tributary_calls_hopeless_total",
                    "Calls, or elements of one, that were not begun because they could not be in time.",
                    gateway -> gateway.sparing().hopeless()));

    private ServiceMetrics() {}

    private static Reading each(ToLongFunction<Downstream> value) {
        return (gateway, points) ->
                gateway.services().forEach((name, service) -> points.add(value.applyAsLong(service), name));
    }

    private static Reading counts(ToLongFunction<DownstreamCounts> value) {
        return each(service -> value.applyAsLong(service.counts()));
    }

    private static void answers(Observed gateway, Points points) {
        gateway.services().forEach((name, service) -> {
            for (int i = 0; i < DownstreamCounts.ANSWERS.size(); i++) {
                points.add(service.counts().answers(i), name, DownstreamCounts.ANSWERS.get(i));
            }
        });
    }

    private static void refusals(Observed gateway, Points points) {
        gateway.services().forEach((name, service) -> {
            for (Refusal refusal : Refusal.values()) {
                points.add(service.counts().refusals(refusal), name, refusal.text());
            }
        });
    }

    private static void breakers(Observed gateway, Points points) {
        gateway.services().forEach((name, service) -> {
            BreakerState state = service.breakerState();
            if (state != null) {
                BREAKER_STATES.forEach(each -> points.add(each.equals(state.text()) ? 1 : 0, name, each));
            }
        });
    }

    private static void bulkheads(Observed gateway, Points points, ToLongFunction<ServiceSpec> value) {
        gateway.plan().services().values().stream()
                .filter(spec -> spec.maxConcurrent() > 0)
                .forEach(spec -> points.add(value.applyAsLong(spec), spec.name()));
    }

    private static void inBulkheads(Observed gateway, Points points) {
        bulkheads(gateway, points, (spec, service) -> service.inBulkhead());
    }

    /** Who holds no place waits for one. Whoever is just being refused is neither. */
    private static void beforeBulkheads(Observed gateway, Points points) {
        bulkheads(
                gateway,
                points,
                (spec, service) -> Math.clamp((long) service.inBulkhead() - spec.maxConcurrent(), 0, spec.queue()));
    }

    private static void bulkheads(Observed gateway, Points points, ToLongBiFunction<ServiceSpec, Downstream> value) {
        gateway.services().forEach((name, service) -> {
            ServiceSpec spec = gateway.plan().services().get(name);
            if (spec != null && spec.maxConcurrent() > 0) {
                points.add(value.applyAsLong(spec, service), name);
            }
        });
    }

    private static void urls(Observed gateway, Points points, ToLongFunction<TargetState> value) {
        gateway.services().forEach((name, service) -> {
            List<TargetState> states = service.targets();
            for (int i = 0; i < states.size(); i++) {
                points.add(value.applyAsLong(states.get(i)), name, Integer.toString(i));
            }
        });
    }
}
