package tributary.config;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tributary.plan.TelemetrySpec;
import tributary.plan.TelemetrySpec.AccessLog;
import tributary.plan.TelemetrySpec.LogFormat;

/** What the gateway tells about its work. */
final class TelemetryKeys {

    static final Key<Boolean> SERVER_TIMING = Key.of(
            "server-timing",
            Types.BOOLEAN,
            "false",
            "Whether answers carry a `Server-Timing` header with the time of each call. Browsers show it; it tells"
                    + " clients the names of your calls.");
    static final Key<URI> OTLP = Key.optional(
            "otlp",
            Quantities.URL,
            "Where traces go: a collector that takes OTLP over HTTP, such as `http://127.0.0.1:4318`. Where it has no path,"
                    + " `/v1/traces` is appended. Without it no spans are made, and the client's trace context is passed on as it"
                    + " came. Read at the start only.");
    static final Key<Map<String, Written<String>>> OTLP_HEADERS = Key.optional(
            "otlp-headers",
            Types.map("header names", Types.TEXT, null),
            "Sent with traces, such as `authorization: ${file:otlp-token}`. Read at the start only.");
    static final Key<Double> SAMPLING = Key.of(
            "sampling",
            PolicyKeys.PERCENT_OR_NONE,
            "1%",
            "The share of the traces begun here that are recorded. Where a client began the trace, its own decision is kept,"
                    + " with `0%` too.");
    static final Key<String> ACCESS_LOG = Key.of(
            "access-log",
            Types.oneOf("off", "problems", "all"),
            "off",
            "Which requests get a line on standard output: none, those that failed, were refused, are partial or slow, or all.");
    static final Key<String> LOG_FORMAT = Key.of(
            "log-format",
            Types.oneOf("text", "json"),
            "text",
            "How all lines are written: for people, or as a JSON object each. Read at the start only.");
    static final Key<Duration> SLOW = Key.of(
            "slow",
            Quantities.DURATION,
            "1s",
            "Requests that take longer count as slow: they are kept to be looked at on the admin listener.");
    static final Key<Integer> KEEP = Key.of(
            "keep",
            Types.count("whole number", "a whole number such as 100", 0, 1000),
            "100",
            "How many slow requests and how many failed ones are kept, the last of each.");
    static final Key<String> DEBUG_KEY = Key.optional(
            "debug-key",
            Types.LONG_SECRET,
            "Whoever sends it in `Tributary-Debug-Key`, with `Tributary-Explain: 1`, gets a waterfall of the calls with the"
                    + " answer. 16 characters at least; keep it in a file: `${file:debug-key}`.");

    static final Section TELEMETRY = new Section(
            "telemetry",
            "What the gateway tells about its work.",
            """
            telemetry:
              server-timing: true
              otlp: http://127.0.0.1:4318
              sampling: 1%
              access-log: problems
              log-format: json
            """,
            List.of(SERVER_TIMING, OTLP, OTLP_HEADERS, SAMPLING, ACCESS_LOG, LOG_FORMAT, SLOW, KEEP, DEBUG_KEY));

    private TelemetryKeys() {}

    static TelemetrySpec plan(Fields telemetry) {
        Map<String, String> headers = new HashMap<>();
        telemetry.or(OTLP_HEADERS, Map.of()).forEach((name, value) -> headers.put(name, value.value()));
        return new TelemetrySpec(
                telemetry.get(SERVER_TIMING),
                telemetry.orNull(OTLP),
                headers,
                telemetry.get(SAMPLING),
                AccessLog.valueOf(telemetry.get(ACCESS_LOG).toUpperCase(Locale.ROOT)),
                LogFormat.valueOf(telemetry.get(LOG_FORMAT).toUpperCase(Locale.ROOT)),
                telemetry.get(SLOW),
                telemetry.get(KEEP),
                telemetry.orNull(DEBUG_KEY));
    }
}
