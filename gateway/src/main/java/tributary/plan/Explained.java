package tributary.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tributary.resilience.WhenFull;

/**
 * What an aggregate does when it is asked: which calls start at once, which wait for what, and how long that takes at worst.
 *
 * <p>The worst case counts each call's timeout once for each of its attempts, and the longest waits between them. A call with
 * {@code for-each} can take several {@link Step#rounds} of it, which are told apart, since they depend on the data.
 * Immutable.
 *
 * @param steps one for each call, in the configuration's order
 * @param chain the calls that take longest one after the other, first to last; empty where there are no calls
 * @param emits its events, in the configuration's order
 */
public record Explained(Aggregate aggregate, List<Step> steps, List<Step> chain, List<Emitted> emits) {
    public Explained {
        steps = List.copyOf(steps);
        chain = List.copyOf(chain);
        emits = List.copyOf(emits);
    }

    /** An event, and the sink that takes it. */
    public record Emitted(Emit emit, SinkSpec sink) {
        /** Whether an answer may have to wait for it. */
        public boolean mayDelay() {
            return sink.whenFull() == WhenFull.BLOCK;
        }
    }

    /**
     * One call and its place.
     *
     * @param stage 0 where it starts at once, else one more than the latest stage it waits for
     * @param after of what it waits for, the call that can be answered last; null where it starts at once
     * @param end when it has ended at worst, from the request's start
     */
    public record Step(Call call, int stage, @Nullable Call after, Duration end) {

        /** How many timeouts its elements can take one after the other; 1 without {@code for-each}. */
        public int rounds() {
            Call.ForEach forEach = call.forEach();
            return forEach == null ? 1 : Math.ceilDiv(forEach.maxElements(), forEach.maxParallel());
        }
    }

    /** @param aggregate one of {@code plan}'s */
    public static Explained of(Plan plan, Aggregate aggregate) {
        @Nullable Step[] bySlot = new Step[aggregate.calls().size()];
        List<Step> steps = new ArrayList<>();
        Step last = null;
        for (Call call : aggregate.calls()) {
            Step step = step(aggregate, call, bySlot);
            steps.add(step);
            last = later(last, step);
        }
        List<Emitted> emits = aggregate.emits().stream()
                .map(emit ->
                        new Emitted(emit, Objects.requireNonNull(plan.events().get(emit.sink()), "an unknown sink")))
                .toList();
        return new Explained(aggregate, steps, chain(last, steps), emits);
    }

    /** As deep as the longest chain; a plan has no cycles. */
    private static Step step(Aggregate aggregate, Call call, @Nullable Step[] bySlot) {
        Step known = bySlot[call.slot()];
        if (known != null) {
            return known;
        }
        int stage = 0;
        Step after = null;
        for (Call.Need need : call.needs()) {
            Step needed = step(aggregate, aggregate.calls().get(need.slot()), bySlot);
            stage = Math.max(stage, needed.stage() + 1);
            after = later(after, needed);
        }
        Step step = after == null
                ? new Step(call, 0, null, call.attempts().worst())
                : new Step(
                        call,
                        stage,
                        after.call(),
                        after.end().plus(call.attempts().worst()));
        bySlot[call.slot()] = step;
        return step;
    }

    private static Step later(@Nullable Step one, Step other) {
        return one == null || other.end().compareTo(one.end()) > 0 ? other : one;
    }

    private static List<Step> chain(@Nullable Step last, List<Step> steps) {
        List<Step> chain = new ArrayList<>();
        for (Step step = last; step != null; ) {
            chain.addFirst(step);
            Call after = step.after();
            step = after == null ? null : steps.get(after.slot());
        }
        return chain;
    }

    /** How long the longest chain takes at worst. */
    public Duration longest() {
        return chain.isEmpty() ? Duration.ZERO : chain.getLast().end();
    }

    /** Whether the longest chain has ended by the deadline, so that the deadline cuts nothing short. */
    public boolean withinDeadline() {
        return longest().compareTo(aggregate.deadline()) <= 0;
    }

    /** The calls of one stage, in the configuration's order; empty beyond the last stage. */
    public List<Step> stage(int number) {
        return steps.stream().filter(step -> step.stage() == number).toList();
    }

    /** The calls that start when {@code step} is answered, as the last of what they wait for; in the configuration's order. */
    public List<Step> startedBy(Step step) {
        return steps.stream()
                .filter(each -> each.after() != null
                        && each.after().slot() == step.call().slot())
                .toList();
    }
}
