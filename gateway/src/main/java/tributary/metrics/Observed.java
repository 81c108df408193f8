package tributary.metrics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
import tributary.plan.Plan;
import tributary.reload.Reloader;
import tributary.schedule.RunState;
import tributary.spans.SpanExport;

/** The gateway, as it is measured: all that counts. Reading it changes nothing and waits for nothing. */
public interface Observed {
    /** As the build calls it. */
    String version();

    /** The number of the generation that new requests get. */
    int generation();

    /** What it serves. */
    Plan plan();

    /** What reads the configuration again; null where there is none. */
    @Nullable
    Reloader reloader();

    /** Requests that have begun and are not answered. */
    int requestsUnderWay();

    /** Connections of clients; null while nothing listens yet. */
    @Nullable
    ConnectionCounts connections();

    /** How requests ended. */
    RequestCounts requests();

    CallerCheck callers();

    Overload overload();

    Sparing sparing();

    /** What sends traces; null where none are made. */
    @Nullable
    SpanExport spans();

    /** The services of the plan, by name. */
    Map<String, Downstream> services();

    /** Names of services that wait to be looked up. */
    int namesWaiting();

    /** Parts of streams that are there and not written. */
    int partsWaiting();

    /** How each of them is. */
    List<ServiceHealth> health();

    /** Null where there are none. */
    @Nullable
    Jobs jobs();

    /** What came of all that is done again and again. */
    List<RunState> schedules();

    /** The lines that it writes. */
    Logs logs();

    /** How it is with the events. */
    List<SinkState> sinks();
}
