package tributary;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tributary.edge.InsideRequests;
import tributary.edge.InsideRequests.Asked;
import tributary.edge.InsideRequests.Ended;
import tributary.plan.Plan;
import tributary.plan.ScheduleSpec;
import tributary.schedule.Periodic;
import tributary.schedule.Periodic.Result;
import tributary.schedule.Rhythm;
import tributary.schedule.Running;
import tributary.schedule.Schedule;

/**
 * The requests that the plan which serves has made again and again. One that a new plan has too keeps its rhythm; one that is
 * changed begins anew.
 *
 * <p>Thread-safe. Who owns the {@link Schedule} ends them with it.
 */
final class Schedules {
    private record Begun(ScheduleSpec spec, Running running) {}

    private final Schedule schedule;
    private final InstantSource wall;
    private final InsideRequests requests;
    private final Map<String, Begun> begun = new LinkedHashMap<>();

    Schedules(Schedule schedule, InstantSource wall, InsideRequests requests) {
        this.schedule = schedule;
        this.wall = wall;
        this.requests = requests;
    }

    /** Makes those of {@code plan}, and no others, from now on; waits for the end of those that end. */
    synchronized void follow(Plan plan) {
        Map<String, ScheduleSpec> wanted = new HashMap<>();
        plan.schedules().forEach(spec -> wanted.put(spec.name(), spec));
        begun.values().removeIf(each -> {
            boolean over = !each.spec.equals(wanted.get(each.spec.name()));
            if (over) {
                each.running.close();
            }
            return over;
        });
        for (ScheduleSpec spec : plan.schedules()) {
            begun.computeIfAbsent(spec.name(), _ -> begin(spec));
        }
    }

    private Begun begin(ScheduleSpec spec) {
        String name = "schedule/" + spec.name();
        Asked asked = new Asked(spec.name(), spec.target(), spec.timeout());
        return new Begun(spec, schedule.begin(new Periodic(name, rhythm(spec), () -> run(asked))));
    }

    private Rhythm rhythm(ScheduleSpec spec) {
        return switch (spec.times()) {
            case ScheduleSpec.Every(var every) -> Rhythm.every(every, spec.jitter());
            case ScheduleSpec.ByClock(var cron, var zone) ->
                // Where none ever came there would be no plan.
                Rhythm.at(after -> Objects.requireNonNull(cron.next(after, zone)), spec.jitter(), wall);
        };
    }

    private Result run(Asked asked) throws InterruptedException {
        Ended ended = requests.get(asked);
        return ended.whole() ? Result.DONE : new Result.Failed(ended.outcome());
    }
}
