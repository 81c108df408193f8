package tributary.edge;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tributary.edge.RequestReader.Refused;
import tributary.edge.admission.Admission.Admitted;
import tributary.edge.connection.Absence;
import tributary.engine.Answer;
import tributary.engine.Request;
import tributary.jobs.JobState;
import tributary.jobs.JobStore.Unavailable;
import tributary.jobs.Work;
import tributary.jobs.Work.Ended;
import tributary.jobs.Work.Progress;
import tributary.jobs.Work.Verdict;
import tributary.plan.Aggregate;
import tributary.plan.JobsSpec;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * One run of a job: {@link #isOver} does the work, {@link #ends} hands over its events and tells observers, once it is decided how
 * it ended. Used by the job's worker.
 */
final class JobRun implements Work.Run, AutoCloseable {
    /** How long to wait for a place before asking again. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** As for a client that has left. */
    private static final int CANCELLED = Absence.NOBODY;

    private final InsideRun run;
    private final KeptRequest kept;
    private final Ticker ticker;

    /** Whether there may be something to tell of. */
    private boolean begun;

    private @Nullable Request request;
    private @Nullable Deadline deadline;
    private @Nullable HttpAnswer answer;

    /** @param begun whether it lost its place in an earlier run */
    JobRun(InsideRun run, KeptRequest kept, Ticker ticker, boolean begun) {
        this.run = run;
        this.kept = kept;
        this.ticker = ticker;
        this.begun = begun;
    }

    boolean begun() {
        return begun;
    }

    /**
     * Does it, after {@code pause}; false where there was no place for it, or no longer, so that another run is to be begun.
     *
     * @throws Unavailable as thrown by {@code progress}; nothing has been done
     */
    boolean isOver(Progress progress, Duration pause) throws Unavailable {
        try {
            Thread.sleep(pause);
            if (!run.leadsSomewhere() || run.aggregate().delivery().async() == null) {
                throw new Refused(Problem.noLonger());
            }
            Request read = kept.request(run.parameters(), run.trace());
            request = read;
            if (!(run.admit(Deadline.after(PAUSE, ticker)) instanceof Admitted admitted)) {
                return false;
            }
            answer = document(admitted, read, progress);
            if (answer == null) {
                // It will be run anew, so there is no event yet.
                run.told(503, Problem.overloaded().reason());
            }
            return answer != null;
        } catch (Refused refused) {
            answer = HttpAnswer.of(refused.problem(), run.id());
            return true;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private @Nullable HttpAnswer document(Admitted admitted, Request read, Progress progress)
            throws Refused, InterruptedException, Unavailable {
        try (admitted) {
            Aggregate aggregate = run.aggregate();
            progress.begins(aggregate.safe(), aggregate.calls().size());
            begun = true;
            Deadline by = Deadline.after(aggregate.deadline(), ticker);
            deadline = by;
            return run.document(admitted, read, by, progress::ended, (made, _) -> bounded(made, aggregate));
        }
    }

    private HttpAnswer bounded(Answer made, Aggregate aggregate) {
        JobsSpec spec = Objects.requireNonNull(run.plan().jobs(), "there are no jobs without their settings");
        HttpAnswer whole = HttpAnswer.of(made, aggregate, run.id(), null);
        return whole.body().length() > spec.maxResult()
                ? HttpAnswer.of(Problem.resultTooLarge(spec.maxResult()), run.id())
                : whole;
    }

    @Override
    public boolean whole() {
        return answer != null;
    }

    @Override
    public @Nullable Ended ends(Verdict verdict) {
        try (run) {
            return switch (verdict) {
                case FINISHED -> finished(Objects.requireNonNull(answer, "it has not finished"));
                case BROKEN_OFF -> brokenOff(run, request);
                case CANCELLED -> {
                    if (begun) {
                        run.brokenOff(request, CANCELLED, "cancelled");
                    }
                    yield null;
                }
                case AGAIN -> {
                    if (begun) {
                        run.told(503, Problem.stopping().reason());
                    }
                    yield null;
                }
            };
        }
    }

    private Ended finished(HttpAnswer made) {
        HttpAnswer whole = made;
        try {
            // Without a deadline it has made no calls, and no events.
            whole = deadline == null ? made : run.handedOver(made, deadline);
        } catch (InterruptedException e) {
            // The gateway ends, and there was no room for an event that must not be missing.
            whole = HttpAnswer.of(Problem.eventsFull(), run.id());
        }
        run.told(whole.status(), whole.outcome());
        JobState state = whole.contentType().equals(HttpAnswer.JSON) ? JobState.SUCCEEDED : JobState.FAILED;
        return new Ended(state, whole.status(), JobResult.of(whole).json());
    }

    /** What is told of a job whose run ended in the middle, here or in a process before this one. */
    static Ended brokenOff(InsideRun run, @Nullable Request request) {
        Problem why = Problem.interrupted();
        run.brokenOff(request, why.status(), why.reason());
        return failed(why, run.id());
    }

    static Ended failed(Problem problem, String id) {
        return new Ended(
                JobState.FAILED,
                problem.status(),
                JobResult.of(HttpAnswer.of(problem, id)).json());
    }

    @Override
    public void close() {
        run.close();
    }
}
