package tributary.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.edge.RequestReader.Refused;
import tributary.jobs.JobRecord;
import tributary.jobs.JobStore.Unavailable;
import tributary.jobs.Work;
import tributary.json.JsonValue;
import tributary.observe.TraceContext;
import tributary.observe.Via;

/**
 * Does jobs: runs their aggregates by the plan that serves then, so that after a reload or a restart one is done as it is
 * configured now. Where there is no place for one it waits and asks again, and where nothing of it changes anything it gives its
 * place to a critical request and begins anew.
 *
 * <p>A run is part of the trace of the request that asked for the job, and goes by that one's id.
 *
 * <p>Thread-safe.
 */
public final class JobWork implements Work {
    private final Runs runs;

    public JobWork(Runs runs) {
        this.runs = runs;
    }

    @Override
    public Run run(JobRecord job, JsonValue json, Progress progress) throws Unavailable {
        KeptRequest kept = KeptRequest.of(json);
        boolean begun = false;
        Duration pause = Duration.ZERO;
        while (true) {
            JobRun run = new JobRun(begin(job, kept), kept, runs.ticker(), begun);
            boolean over = false;
            try {
                over = run.isOver(progress, pause);
            } finally {
                if (!over) {
                    run.close();
                }
            }
            if (over) {
                return run;
            }
            begun = run.begun();
            pause = JobRun.PAUSE;
        }
    }

    private InsideRun begin(JobRecord job, KeptRequest kept) {
        Account.Asked asked = new Account.Asked(
                kept.client().isEmpty() ? job.owner() : kept.client(),
                kept.tier(),
                kept.method().name(),
                kept.rawPath(),
                InsideRun.PROTOCOL,
                Via.job(job.id()));
        return InsideRun.begin(
                runs,
                asked,
                kept.method(),
                kept.id(),
                share -> TraceContext.of(kept.traceparent(), kept.tracestate(), kept.baggage(), share));
    }

    @Override
    public Ended lost(JobRecord job, @Nullable JsonValue json) {
        if (json == null) {
            return JobRun.failed(Problem.interrupted(), job.id());
        }
        KeptRequest kept = KeptRequest.of(json);
        try (InsideRun run = begin(job, kept)) {
            return JobRun.brokenOff(run, run.leadsSomewhere() ? kept.request(run.parameters(), run.trace()) : null);
        } catch (Refused refused) {
            throw new IllegalStateException("it leads somewhere", refused);
        }
    }

    @Override
    public Ended broken(JobRecord job) {
        return JobRun.failed(Problem.internal(), job.id());
    }

    @Override
    public Ended unkept(JobRecord job) {
        return JobRun.failed(Problem.resultUnkept(), job.id());
    }
}
