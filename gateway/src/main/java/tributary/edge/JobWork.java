package tributary.edge;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tributary.downstream.BodyRoom;
import tributary.edge.Routes.Match;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.admission.AdmissionCounts.Reason;
import tributary.edge.admission.Overload;
import tributary.engine.Engine.Ran;
import tributary.engine.Request;
import tributary.jobs.JobRecord;
import tributary.jobs.JobState;
import tributary.jobs.JobStore.Unavailable;
import tributary.jobs.Work;
import tributary.json.JsonObject;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.JobsSpec;
import tributary.plan.Plan;
import tributary.resilience.Deadline;
import tributary.resilience.Priority;
import tributary.resilience.Ticker;

/**
 * Does a job: what {@link AggregateHandler} does with a request, without a client. The plan is the current one, so that after a
 * reload or a restart it is done as it is configured then.
 *
 * <p>Whatever its aggregate's priority, it takes its place as bulk does: whoever waits for an answer goes first. Where there is
 * no place it waits and asks again, and where nothing of it changes anything it gives its place to a critical request and
 * begins anew.
 *
 * <p>Thread-safe.
 */
public final class JobWork implements Work {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What events say of one that was cancelled, or that the end of the gateway broke off. */
    private static final String CANCELLED = "cancelled";

    private static final int NOBODY = 499;

    private final Generations generations;
    private final Overload overload;
    private final Ticker ticker;

    public JobWork(Generations generations, Overload overload, Ticker ticker) {
        this.generations = generations;
        this.overload = overload;
        this.ticker = ticker;
    }

    @Override
    public Ended run(JobRecord job, JsonValue kept, Progress progress) throws InterruptedException, Unavailable {
        KeptRequest request = KeptRequest.of(kept);
        while (true) {
            Generation generation = generations.take();
            try (BodyRoom room = overload.room()) {
                Match match = generation.routes().find(request.method(), request.rawPath());
                if (!(match instanceof Match.Found(Aggregate aggregate, JsonObject path))
                        || aggregate.delivery().async() == null) {
                    return failed(Problem.noLonger(), request.id());
                }
                Request asked = request.request(aggregate, path);
                Emitting emitting = new Emitting(generation, aggregate, request::client);
                Ended ended = run(generation, room, aggregate, asked, emitting, job, progress);
                if (ended != null) {
                    return ended;
                }
            } finally {
                generation.givenBack();
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Null where it has found no place, or lost it. */
    private @Nullable Ended run(
            Generation generation,
            BodyRoom room,
            Aggregate aggregate,
            Request request,
            Emitting emitting,
            JobRecord job,
            Progress progress)
            throws InterruptedException, Unavailable {
        boolean safe = aggregate.safe();
        Deadline patience = Deadline.after(PAUSE, ticker);
        if (!(overload.admit(Priority.BULK, job.owner().hashCode(), safe, patience) instanceof Admitted admitted)) {
            return null;
        }
        Deadline deadline;
        Ended ended;
        try (admitted) {
            if (emitting.refusesNow()) {
                return failed(Problem.eventsFull(), request.id());
            }
            progress.begins(safe, aggregate.calls().size());
            long start = ticker.nanos();
            deadline = Deadline.after(aggregate.deadline(), ticker);
            Ran ran = ran(generation, room, aggregate, request, deadline, emitting, admitted, progress);
            if (ran == null) {
                overload.countRefused(Priority.BULK, Reason.GAVE_WAY);
                return null;
            }
            HttpAnswer answer = HttpAnswer.of(ran.answer(), aggregate, request.id(), null);
            emitting.made(request, ran.answer().calls(), answer.status(), answer.outcome());
            long took = ticker.nanos() - start;
            admitted.served(took - ran.waitedNanos(), took);
            ended = ended(answer, generation.plan(), request.id());
        }
        return emitting.handOver(deadline) ? ended : failed(Problem.eventsFull(), request.id());
    }

    /** Null where a critical request has got its place; that can be asked only while it is not given back. */
    private static @Nullable Ran ran(
            Generation generation,
            BodyRoom room,
            Aggregate aggregate,
            Request request,
            Deadline deadline,
            Emitting emitting,
            Admitted admitted,
            Progress progress)
            throws InterruptedException {
        try {
            return admitted.during(() -> room.during(
                    Priority.BULK, () -> generation.engine().run(aggregate, request, deadline, progress::ended)));
        } catch (InterruptedException e) {
            if (admitted.gaveWay()) {
                // It begins anew, and then tells.
                return null;
            }
            emitting.cancelled(request, NOBODY, CANCELLED);
            throw e;
        }
    }

    private static Ended ended(HttpAnswer answer, Plan plan, String id) {
        JobsSpec spec = Objects.requireNonNull(plan.jobs(), "there are no jobs without their settings");
        if (answer.body().length() > spec.maxResult()) {
            return failed(Problem.resultTooLarge(spec.maxResult()), id);
        }
        JobState state = answer.contentType().equals(HttpAnswer.JSON) ? JobState.SUCCEEDED : JobState.FAILED;
        return new Ended(state, answer.status(), JobResult.of(answer).json());
    }

    private static Ended failed(Problem problem, String id) {
        return new Ended(
                JobState.FAILED,
                problem.status(),
                JobResult.of(HttpAnswer.of(problem, id)).json());
    }

    @Override
    public Ended brokenOff(JobRecord job) {
        return failed(Problem.interrupted(), job.id());
    }

    @Override
    public Ended broken(JobRecord job) {
        return failed(Problem.internal(), job.id());
    }
}
