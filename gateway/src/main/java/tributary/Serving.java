package tributary;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tributary.downstream.Downstream;
import tributary.edge.CallerCheck;
import tributary.edge.Generation;
import tributary.edge.Generations;
import tributary.edge.RequestCounts;
import tributary.edge.admission.Overload;
import tributary.engine.Engine;
import tributary.engine.PartsWaiting;
import tributary.engine.Sparing;
import tributary.events.Sinks;
import tributary.plan.Plan;
import tributary.reload.Reloader;
import tributary.reload.Reloader.Taken;
import tributary.resilience.Alarms;
import tributary.resilience.Ticker;

/**
 * From which generation requests are served, and how one follows another: the new one is built beside the old, swapped in
 * whole, and the old one's services are given back when its last request has ended.
 *
 * <p>Thread-safe. Those swapped out wait for {@link #tidy}; they are few, since a request lasts no longer than its deadline.
 */
final class Serving implements Reloader.Taker {
    private final Services services;
    private final Alarms alarms;
    private final Overload overload;
    private final Consumer<Plan> background;
    private final Sinks sinks;
    private final EventTargets targets;
    private final Sparing sparing;
    private final PartsWaiting parts = new PartsWaiting();
    private final Generations generations;
    private final List<Generation> old = new ArrayList<>();

    /** @param background does what a plan wants done while it serves, and nothing else any more */
    Serving(
            Plan plan,
            Services services,
            Alarms alarms,
            Overload overload,
            Consumer<Plan> background,
            Sinks sinks,
            EventTargets targets,
            Ticker ticker) {
        this.services = services;
        this.alarms = alarms;
        this.overload = overload;
        this.background = background;
        this.sinks = sinks;
        this.targets = targets;
        this.sparing = new Sparing(overload::pressure);
        this.generations = new Generations(generation(1, plan, CallerCheck.of(plan, ticker), new RequestCounts()));
    }

    /** Has taken the services of its plan, or, where it does not come about, none. */
    private Generation generation(int number, Plan plan, CallerCheck callers, RequestCounts counts) {
        Map<String, Downstream> taken = services.take(plan);
        boolean made = false;
        try {
            Engine engine = new Engine(plan.aggregates(), taken, alarms, sparing, parts);
            // Nothing may fail from here on: sinks take up their new settings.
            Generation generation =
                    new Generation(number, plan, engine, callers, counts, sinks.follow(targets.of(plan)));
            made = true;
            return generation;
        } finally {
            if (!made) {
                services.giveBack(plan);
            }
        }
    }

    Generations generations() {
        return generations;
    }

    PartsWaiting parts() {
        return parts;
    }

    Sparing sparing() {
        return sparing;
    }

    Generation current() {
        return generations.current();
    }

    @Override
    public synchronized Taken take(Plan next) {
        Generation running = generations.current();
        FixedAtStart fixed = FixedAtStart.of(running.plan(), next);
        Generation generation =
                generation(running.number() + 1, fixed.plan(), running.callers().next(fixed.plan()), running.counts());
        generations.swap(generation);
        old.add(running);
        overload.follow(fixed.plan().overload());
        begin();
        return new Taken(generation.number(), fixed.kept());
    }

    /** From now on, has done in the background what the plan wants that it serves. */
    synchronized void begin() {
        background.accept(current().plan());
    }

    @Override
    public synchronized void tidy() {
        old.removeIf(generation -> {
            boolean over = generation.isUnused();
            if (over) {
                services.giveBack(generation.plan());
            }
            return over;
        });
        if (old.isEmpty()) {
            sinks.retireOld();
        }
    }

    /** For the very end: gives everything back, used or not. */
    synchronized void end() {
        old.forEach(generation -> services.giveBack(generation.plan()));
        old.clear();
        services.giveBack(generations.current().plan());
    }
}
