package tributary.plan;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway tells about its work. Immutable.
 *
 * @param serverTiming whether answers carry {@code Server-Timing}
 * @param otlp where traces are sent; null where none are made
 * @param otlpHeaders sent with them, by name
 * @param sampling the share of the traces begun here that are recorded, from 0 to 1
 * @param accessLog which requests get a line
 * @param logFormat of all lines
 * @param slow requests that take longer are kept to be looked at
 * @param keep how many slow and how many failed requests are kept
 * @param debugKey which lets a client ask for an explanation; null where nobody may
 */
public record TelemetrySpec(
        boolean serverTiming,
        @Nullable URI otlp,
        Map<String, String> otlpHeaders,
        double sampling,
        AccessLog accessLog,
        LogFormat logFormat,
        Duration slow,
        int keep,
        @Nullable String debugKey) {
    public TelemetrySpec {
        otlpHeaders = Map.copyOf(otlpHeaders);
    }

    /** One that tells nothing but what it is asked for. */
    public static final TelemetrySpec QUIET = new TelemetrySpec(
            false, null, Map.of(), 0, AccessLog.OFF, LogFormat.TEXT, Duration.ofSeconds(1), 100, null);

    /** Which requests get a line. */
    public enum AccessLog {
        OFF,
        /** Those that failed, were refused, are partial, or slow. */
        PROBLEMS,
        ALL
    }

    public enum LogFormat {
        TEXT,
        /** A JSON object a line. */
        JSON
    }

    /** The same, with what cannot change while a gateway runs taken from {@code running}. */
    public TelemetrySpec keeping(TelemetrySpec running) {
        return new TelemetrySpec(
                serverTiming,
                running.otlp,
                running.otlpHeaders,
                sampling,
                accessLog,
                running.logFormat,
                slow,
                keep,
                debugKey);
    }

    /** Shows no key and no header's value. */
    @Override
    public String toString() {
        return "telemetry to " + otlp + ", " + sampling + " of all traces, access log " + accessLog;
    }
}
