package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tributary.health.Status;
import tributary.metrics.Metric.Reading;
import tributary.schedule.RunState;

/** What is done again and again, and what probes of services found. A task that is changed begins at zero. */
final class ScheduleMetrics {
    private static final List<String> TASK = List.of("task");

    static final List<Metric> ALL = List.of(
            gauge(
                    "tributary_probe_up",
                    "1 where the health probe of one of the service's URLs is answered, 0 where none is; absent where there"
                            + " is no probe, or none has ended.",
                    List.of("service"),
                    (gateway, points) -> gateway.health().stream()
                            .filter(service -> service.probed() != Status.UNKNOWN)
                            .forEach(service -> points.add(service.probed() == Status.DOWN ? 0 : 1, service.name()))),
            counter(
                    "tributary_schedule_runs_total",
                    "Runs of what is done again and again, by whether they did what they are for: ok or failed. A health"
                            + " probe has failed where it found the URL (the number behind the service's name) down.",
                    List.of("task", "outcome"),
                    (gateway, points) -> gateway.schedules().forEach(task -> {
                        points.add(task.done(), task.name(), "ok");
                        points.add(task.failed(), task.name(), "failed");
                    })),
            gauge(
                    "tributary_schedule_last_run_timestamp_seconds",
                    "When the last run began, in seconds since 1970; absent before the first.",
                    TASK,
                    each(task -> seconds(task.lastRun()))),
            gauge(
                    "tributary_schedule_last_run_duration_seconds",
                    "How long the last run took that has ended; absent before that.",
                    TASK,
                    each(task -> seconds(task.lastTook()))),
            gauge(
                    "tributary_schedule_next_run_timestamp_seconds",
                    "When the next run begins, in seconds since 1970; absent while one goes on.",
                    TASK,
                    each(task -> seconds(task.nextRun()))),
            gauge(
                    "tributary_schedule_running_seconds",
                    "How long the run has lasted that goes on; 0 while none does. Where that is minutes it hangs, as looks at the"
                            + " configuration files do on a disk that does.",
                    TASK,
                    each(task -> sinceThen(task.runningSince()))));

    private ScheduleMetrics() {}

    private static Reading each(ToDoubleFunction<RunState> value) {
        return (gateway, points) -> gateway.schedules().forEach(task -> {
            double known = value.applyAsDouble(task);
            if (!Double.isNaN(known)) {
                points.add(known, task.name());
            }
        });
    }

    /** Not a number where it is not known. */
    private static double seconds(@Nullable Instant when) {
        return when == null ? Double.NaN : (double) when.toEpochMilli() / 1e3;
    }

    private static double sinceThen(@Nullable Instant when) {
        return when == null ? 0 : Math.max(0, seconds(Duration.between(when, Instant.now())));
    }

    private static double seconds(@Nullable Duration time) {
        return time == null ? Double.NaN : (double) time.toNanos() / 1e9;
    }
}
