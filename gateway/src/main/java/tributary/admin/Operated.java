package tributary.admin;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.events.SinkState;
import tributary.health.ServiceHealth;
import tributary.jobs.Jobs;
import tributary.metrics.Metrics;
import tributary.metrics.Observed;
import tributary.observe.Recent;
import tributary.plan.Plan;
import tributary.reload.Reloader;
import tributary.schedule.RunState;

/** The gateway, as those who run it see it. */
public interface Operated {
    /** How far the gateway is in its life. */
    enum Phase {
        STARTING,
        SERVING,
        STOPPING
    }

    Phase phase();

    /** The number of the generation that new requests get. */
    int generation();

    /** What it serves. */
    Plan plan();

    /** The last requests worth looking at. */
    Recent recent();

    /** How each service of that is. */
    List<ServiceHealth> health();

    /** How long it has been there. */
    Duration uptime();

    /** Null where there are none. */
    @Nullable
    Jobs jobs();

    /** What came of all that is done again and again. */
    List<RunState> schedules();

    /** What it counts, to be exported. */
    Metrics metrics();

    /** What it counts, to be looked at. */
    Observed observed();

    /** What reads the configuration again; null where there is none. */
    @Nullable
    Reloader reloader();

    /** How it is with the events. */
    List<SinkState> sinks();
}
