package tributary;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.Gateway.CannotStart;
import tributary.cli.Version;
import tributary.logs.AccessLog;
import tributary.logs.Logs;
import tributary.observe.Observer;
import tributary.observe.Observers;
import tributary.observe.Recent;
import tributary.plan.Plan;
import tributary.plan.ServerSpec;
import tributary.plan.ServiceSpec;
import tributary.plan.TelemetrySpec;
import tributary.spans.SpanExport;

/** What is told of requests that have ended, and to whom: a collector, a log, and those who look for the last ones. Thread-safe. */
final class Telemetry implements AutoCloseable {
    private final Supplier<Plan> serving;
    private final Logs logs;
    private final @Nullable SpanExport spans;
    private final Recent recent =
            new Recent(() -> telemetry().slow().toNanos(), () -> telemetry().keep());

    /**
     * @param plan the first one, which says whether there is a collector
     * @param serving the one that serves now
     * @param logs are not closed with this
     */
    Telemetry(Plan plan, Supplier<Plan> serving, Logs logs) throws CannotStart {
        this.serving = serving;
        this.logs = logs;
        this.spans = exporting(plan.telemetry(), plan.server());
    }

    Recent recent() {
        return recent;
    }

    /** Null where no collector is configured. */
    @Nullable
    SpanExport spans() {
        return spans;
    }

    Logs logs() {
        return logs;
    }

    /** Those who are told of requests: {@code others} too. */
    Observers observers(List<Observer> others) {
        List<Observer> all = new ArrayList<>(others);
        all.add(recent);
        if (spans != null) {
            all.add(spans);
        }
        all.add(new AccessLog(logs, this::inAccessLog, () -> telemetry().slow().toNanos()));
        return new Observers(all);
    }

    /** Null where no collector is configured: then nothing of it is loaded. */
    private @Nullable SpanExport exporting(TelemetrySpec telemetry, ServerSpec server) throws CannotStart {
        if (telemetry.otlp() == null) {
            return null;
        }
        try {
            return SpanExport.start(
                    telemetry.otlp(),
                    telemetry.otlpHeaders(),
                    server.tls() == null ? "http" : "https",
                    Version.text(),
                    System.getenv(),
                    this::address);
        } catch (IllegalArgumentException e) {
            throw new CannotStart("telemetry.otlp-headers: " + e.getMessage() + " cannot be sent: remove it", e);
        }
    }

    /** Where a service is, as the configuration says now: after a reload, a span of an earlier request may name the new place. */
    private @Nullable URI address(String service, int number) {
        ServiceSpec spec = serving.get().services().get(service);
        return spec != null && number < spec.urls().size() ? spec.urls().get(number) : null;
    }

    private AccessLog.Wanted inAccessLog() {
        return switch (telemetry().accessLog()) {
            case OFF -> AccessLog.Wanted.NONE;
            case PROBLEMS -> AccessLog.Wanted.PROBLEMS;
            case ALL -> AccessLog.Wanted.ALL;
        };
    }

    private TelemetrySpec telemetry() {
        return serving.get().telemetry();
    }

    /** Sends what is left for the collector, and ends. */
    @Override
    public void close() {
        if (spans != null) {
            spans.close();
        }
    }
}
