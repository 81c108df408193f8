package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;
import static tributary.metrics.Metric.info;

import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tributary.metrics.Metric.Points;
import tributary.metrics.Metric.Reading;
import tributary.plan.ListenerTls;
import tributary.plan.ServiceTls;
import tributary.reload.Outcome;
import tributary.reload.Outcome.Result;
import tributary.reload.Reloader;

/** What runs here, and from which configuration. */
final class GatewayMetrics {
    static final List<Metric> ALL = List.of(
            info(
                    "tributary_build_info",
                    "Always 1; says which version runs on which Java.",
                    List.of("version", "java"),
                    (gateway, points) ->
                            points.add(1, gateway.version(), Runtime.version().toString())),
            gauge(
                    "process_start_time_seconds",
                    "When the process started, in seconds since 1970.",
                    List.of(),
                    (_, points) -> ProcessHandle.current()
                            .info()
                            .startInstant()
                            .ifPresent(start -> points.add(seconds(start)))),
            gauge(
                    "tributary_config_generation",
                    "The number of the configuration that new requests get: 1 at the start, one more with each reload.",
                    Observed::generation),
            counter(
                    "tributary_config_reloads_total",
                    "How often the configuration was read again, by what came of it: taken, or refused because of errors;"
                            + " absent where nothing is read again.",
                    List.of("result"),
                    GatewayMetrics::reloads),
            gauge(
                    "tributary_config_last_reload_successful",
                    "1 where what was read the last time is what serves, 0 where it was refused; absent where nothing is"
                            + " read again.",
                    List.of(),
                    last(outcome -> outcome.result() == Result.TAKEN ? 1 : 0)),
            gauge(
                    "tributary_config_last_reload_timestamp_seconds",
                    "When the configuration was read the last time, in seconds since 1970; absent where nothing is read"
                            + " again.",
                    List.of(),
                    last(outcome -> seconds(outcome.when()))),
            gauge(
                    "tributary_config_last_reload_errors",
                    "Errors found in the configuration that was read the last time; absent where nothing is read again.",
                    List.of(),
                    last(outcome -> outcome.errors().size())),
            gauge(
                    "tributary_certificate_expiry_timestamp_seconds",
                    "When a certificate that the gateway shows ends, or the first of its issuers' that it shows too, in seconds"
                            + " since 1970, by the part of the configuration that names it: server.tls or"
                            + " services.NAME.tls.",
                    List.of("certificate"),
                    GatewayMetrics::certificates));

    private GatewayMetrics() {}

    private static void reloads(Observed gateway, Points points) {
        Reloader reloader = gateway.reloader();
        if (reloader != null) {
            for (Result result : Result.values()) {
                points.add(reloader.readings(result), ClientMetrics.word(result));
            }
        }
    }

    private static void certificates(Observed gateway, Points points) {
        ListenerTls listener = gateway.plan().server().tls();
        if (listener != null) {
            points.add(seconds(listener.identity().expires()), "server.tls");
        }
        gateway.plan().services().forEach((name, service) -> {
            ServiceTls tls = service.tls();
            if (tls != null && tls.identity() != null) {
                points.add(seconds(tls.identity().expires()), "services." + name + ".tls");
            }
        });
    }

    private static double seconds(Instant instant) {
        return (double) instant.toEpochMilli() / 1e3;
    }

    private static Reading last(ToDoubleFunction<Outcome> value) {
        return (gateway, points) -> {
            Reloader reloader = gateway.reloader();
            if (reloader != null) {
                points.add(value.applyAsDouble(reloader.last()));
            }
        };
    }
}
