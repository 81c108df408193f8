package tributary.engine;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import tributary.downstream.Downstream;
import tributary.engine.Answer.Ended;
import tributary.plan.Aggregate;
import tributary.resilience.Alarms;
import tributary.resilience.Alarms.Alarm;
import tributary.resilience.Deadline;
import tributary.resilience.Pressure;

/**
 * Runs an aggregate for one request: one scope, a virtual thread a lane of calls, each waiting only for what it needs, so that
 * the whole takes as long as its longest chain. When {@link #run} returns or throws, nothing it started runs any more.
 *
 * <p>Thread-safe: a request's state lives in its own {@link FanOut}.
 */
public final class Engine {
    /**
     * How long after the deadline whatever still runs is cancelled. Every wait ends by itself at the deadline, as a value;
     * this is for what only an interrupt ends. It leaves those values the time to arrive first.
     */
    private static final Duration GRACE = Duration.ofMillis(5);

    /** By identity: aggregates are compared by all that is in them, which is much. */
    private final IdentityHashMap<Aggregate, Prepared> prepared = new IdentityHashMap<>();

    private final Alarms alarms;
    private final Sparing sparing;
    private final PartsWaiting parts;

    /**
     * @param aggregates that will be asked for
     * @param services every service of theirs by name; they stay their owner's to close
     * @param alarms on the same ticker as the deadlines of requests; stays its owner's to close
     * @param sparing shared with other generations, as {@code parts}
     */
    public Engine(
            List<Aggregate> aggregates,
            Map<String, Downstream> services,
            Alarms alarms,
            Sparing sparing,
            PartsWaiting parts) {
        this.alarms = alarms;
        this.sparing = sparing;
        this.parts = parts;
        aggregates.forEach(aggregate -> prepared.put(aggregate, new Prepared(aggregate, services)));
    }

    /** One that never has too much to do. */
    public Engine(List<Aggregate> aggregates, Map<String, Downstream> services, Alarms alarms) {
        this(aggregates, services, alarms, new Sparing(() -> Pressure.NONE), new PartsWaiting());
    }

    /**
     * What became of a request.
     *
     * @param waitedNanos how long at least one of its calls was under way, or its client read: time that was not the gateway's own
     */
    public record Ran(Answer answer, long waitedNanos) {}

    /** As {@link #run}, without the time. */
    public Answer answer(Aggregate aggregate, Request request, Deadline deadline) throws InterruptedException {
        return run(aggregate, request, deadline).answer();
    }

    /**
     * The document, or why there is none, by {@code deadline} and {@link #GRACE}.
     *
     * @param aggregate one of those given to the constructor, the very same object
     * @throws InterruptedException where the request was cancelled; every call of it has been too
     */
    public Ran run(Aggregate aggregate, Request request, Deadline deadline) throws InterruptedException {
        return run(aggregate, request, deadline, _ -> {});
    }

    /**
     * As {@link #run(Aggregate, Request, Deadline)}.
     *
     * @param told of the slot of each call that has ended, by the call's own thread
     */
    public Ran run(Aggregate aggregate, Request request, Deadline deadline, IntConsumer told)
            throws InterruptedException {
        Prepared known = Objects.requireNonNull(prepared.get(aggregate), "an aggregate of another plan");
        FanOut fanOut = new FanOut(known, request, deadline, sparing, told);
        Overdue overdue = new Overdue(Thread.currentThread());
        alarms.set(overdue, deadline.plus(GRACE));
        boolean inTime;
        InterruptedException cancelled = null;
        try {
            SideBySide.run(known.lanes().count(), fanOut::runLane);
        } catch (InterruptedException e) {
            cancelled = e;
        } finally {
            inTime = alarms.clear(overdue);
            if (!inTime) {
                // The alarm's interrupt may have come after the work was done,
                // and must not meet the writing of the answer.
                Thread.interrupted();
            }
        }
        if (inTime && cancelled != null) {
            throw cancelled;
        }
        // Where it is late, some calls have not ended; what has ended in time is all there is to know.
        return new Ran(Merge.merge(aggregate, request, fanOut.ended()), fanOut.waitedNanos());
    }

    /**
     * As {@link #run}, but {@code audience} gets each part as soon as it is there: each call's value, or each member of a
     * response that is an object, once all that it needs has ended.
     *
     * @param heartbeat after so long without a part the audience is told
     * @param worked is told, by another thread, when the calls have ended, while the audience may still be taking parts
     */
    public Ran stream(
            Aggregate aggregate,
            Request request,
            Deadline deadline,
            Duration heartbeat,
            Audience audience,
            Runnable worked)
            throws InterruptedException {
        Prepared known = Objects.requireNonNull(prepared.get(aggregate), "an aggregate of another plan");
        Beside beside = new Beside(aggregate.calls().size(), parts, worked);
        FanOut fanOut = new FanOut(known, request, deadline, sparing, beside::handOver);
        Streaming streaming = new Streaming(known, request, fanOut, audience, deadline.ticker());
        beside.run(known.lanes().count(), fanOut::runLane, deadline.plus(GRACE), heartbeat.toNanos(), streaming);
        List<Ended> ended = fanOut.ended();
        streaming.rest(ended);
        return new Ran(Merge.merge(aggregate, request, ended), fanOut.waitedNanos() + streaming.toldNanos());
    }

    /** Interrupts the thread of a request that goes on after its deadline; never after the alarm has been cleared. */
    private static final class Overdue extends Alarm {
        private final Thread thread;

        Overdue(Thread thread) {
            this.thread = thread;
        }

        @Override
        protected void ring() {
            thread.interrupt();
        }
    }
}
