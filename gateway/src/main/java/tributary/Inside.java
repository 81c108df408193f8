package tributary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.admin.Operated;
import tributary.cli.Version;
import tributary.downstream.Downstream;
import tributary.edge.CallerCheck;
import tributary.edge.RequestCounts;
import tributary.edge.admission.Overload;
import tributary.edge.connection.ConnectionCounts;
import tributary.engine.Sparing;
import tributary.events.SinkState;
import tributary.health.ServiceHealth;
import tributary.jobs.Jobs;
import tributary.logs.Logs;
import tributary.metrics.Metrics;
import tributary.metrics.Observed;
import tributary.observe.Recent;
import tributary.plan.Plan;
import tributary.reload.Reloader;
import tributary.resilience.Ticker;
import tributary.schedule.RunState;
import tributary.spans.SpanExport;

/** What the admin listener sees of a gateway. Thread-safe. */
final class Inside implements Operated, Observed {
    private final Gateway gateway;

    Inside(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public Phase phase() {
        // Readiness must not lie: nobody can reach a gateway that does not listen just now.
        return gateway.phase == Phase.SERVING && !gateway.server.listening() ? Phase.STARTING : gateway.phase;
    }

    @Override
    public int generation() {
        return gateway.serving.current().number();
    }

    @Override
    public Plan plan() {
        return gateway.serving.current().plan();
    }

    @Override
    public @Nullable Reloader reloader() {
        return gateway.reloader;
    }

    @Override
    public Recent recent() {
        return gateway.telemetry.recent();
    }

    @Override
    public Metrics metrics() {
        return new Metrics(this);
    }

    @Override
    public Observed observed() {
        return this;
    }

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public int requestsUnderWay() {
        return gateway.drain.requests();
    }

    @Override
    public @Nullable ConnectionCounts connections() {
        // The admin listener is there before the public one.
        return gateway.phase == Phase.STARTING ? null : gateway.server.connections();
    }

    @Override
    public RequestCounts requests() {
        return gateway.serving.current().counts();
    }

    @Override
    public CallerCheck callers() {
        return gateway.serving.current().callers();
    }

    @Override
    public Overload overload() {
        return gateway.overload;
    }

    @Override
    public Sparing sparing() {
        return gateway.serving.sparing();
    }

    @Override
    public @Nullable SpanExport spans() {
        return gateway.telemetry.spans();
    }

    @Override
    public Map<String, Downstream> services() {
        return gateway.services.of(gateway.serving.current().plan());
    }

    @Override
    public int namesWaiting() {
        return gateway.resolver.waiting();
    }

    @Override
    public int partsWaiting() {
        return gateway.serving.parts().now();
    }

    @Override
    public List<ServiceHealth> health() {
        return gateway.probes.health(services());
    }

    @Override
    public @Nullable Jobs jobs() {
        return gateway.jobs;
    }

    @Override
    public Logs logs() {
        return gateway.telemetry.logs();
    }

    @Override
    public List<RunState> schedules() {
        List<RunState> all = new ArrayList<>(gateway.schedule.states());
        if (gateway.reloader != null) {
            all.add(gateway.reloader.looks());
        }
        return all;
    }

    @Override
    public List<SinkState> sinks() {
        return gateway.sinks.states();
    }

    @Override
    public Duration uptime() {
        return Duration.ofNanos(Ticker.SYSTEM.nanos() - gateway.startNanos);
    }
}
