package tributary.engine;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import tributary.downstream.Downstream;
import tributary.plan.Aggregate;
import tributary.plan.Call;
import tributary.resilience.Deadline;

/**
 * Runs an aggregate for one request: one scope, a virtual thread a call, each waiting only for what it needs, so that the
 * whole takes as long as its longest chain. When {@link #answer} returns or throws, nothing it started runs any more.
 *
 * <p>Thread-safe: a request's state lives in its own {@link FanOut}.
 */
public final class Engine {
    /**
     * How long after the deadline whatever still runs is cancelled. Every wait ends by itself at the deadline, as a value;
     * this is for what only an interrupt ends. It leaves those values the time to arrive first.
     */
    private static final Duration GRACE = Duration.ofMillis(5);

    private final Map<String, Downstream> services;

    /** @param services every service of the plan by name; they stay their owner's to close */
    public Engine(Map<String, Downstream> services) {
        this.services = Map.copyOf(services);
    }

    /**
     * The document, or why there is none, by {@code deadline} and {@link #GRACE}.
     *
     * @throws InterruptedException where the request was cancelled; every call of it has been too
     */
    public Answer answer(Aggregate aggregate, Request request, Deadline deadline) throws InterruptedException {
        FanOut fanOut = new FanOut(aggregate, request, deadline, services);
        Duration limit =
                Duration.ofNanos(Math.max(0, deadline.remainingNanos())).plus(GRACE);
        try (var scope =
                StructuredTaskScope.open(Joiner.<Outcome>allUntil(Engine::decides), cf -> cf.withTimeout(limit))) {
            for (Call call : aggregate.calls()) {
                scope.fork(() -> fanOut.run(call));
            }
            scope.join().forEach(Engine::rethrow);
        } catch (StructuredTaskScope.TimeoutException e) {
            // Partial answers cannot come from a scope that timed out: its subtasks no longer tell what they returned.
            // The fan-out has kept what ended in time, and that is all there is to know.
            return Merge.merge(aggregate, request, fanOut.ended());
        }
        return Merge.merge(aggregate, request, fanOut.ended());
    }

    /** Whether the request's end is decided by this call, so that its siblings need not go on. */
    private static boolean decides(Subtask<? extends Outcome> subtask) {
        return switch (subtask.state()) {
            case SUCCESS -> subtask.get() instanceof Outcome.Failed;
            case FAILED -> true;
            case UNAVAILABLE -> false;
        };
    }

    /** What is expected to go wrong is an {@link Outcome}; an exception is a bug, and is passed on as one. */
    static void rethrow(Subtask<?> subtask) {
        if (subtask.state() == Subtask.State.FAILED) {
            throw new IllegalStateException("a call's thread failed", subtask.exception());
        }
    }
}
