package tributary.metrics;

import static tributary.metrics.Metric.counter;
import static tributary.metrics.Metric.gauge;

import java.util.List;
import tributary.jobs.JobCounts;
import tributary.jobs.JobState;
import tributary.jobs.Jobs;
import tributary.metrics.Metric.Points;
import tributary.metrics.Metric.Reading;

/** Work that goes on after its request has been answered; absent where there is none. */
final class JobMetrics {
    static final List<Metric> ALL = List.of(
            gauge(
                    "tributary_jobs",
                    "Jobs that are kept, by how far they are: queued, running, succeeded, failed, cancelled.",
                    List.of("state"),
                    of((jobs, points) -> jobs.states().forEach((state, count) -> points.add(count, state.word())))),
            gauge(
                    "tributary_jobs_queue_length",
                    "Jobs that wait for a worker.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.waiting()))),
            gauge(
                    "tributary_jobs_queue_limit",
                    "How many there may be.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.settings().queue()))),
            gauge(
                    "tributary_jobs_limit",
                    "How many may be kept at all.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.settings().mostKept()))),
            gauge(
                    "tributary_jobs_workers",
                    "How many are done at once.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.settings().workers()))),
            gauge(
                    "tributary_jobs_store_waiting",
                    "Reads and writes that wait for the jobs' store; each is waited for by a worker or by a client's connection.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.waitingForStore()))),
            gauge(
                    "tributary_jobs_store_failing",
                    "1 where the jobs' store cannot be written, or has not answered for 5 s; 0 where it can.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.failure() == null ? 0 : 1))),
            counter(
                    "tributary_jobs_accepted_total",
                    "Jobs that were accepted and kept.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.counts().accepted()))),
            counter(
                    "tributary_jobs_repeated_total",
                    "Requests that were a job already, by their Idempotency-Key.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.counts().repeated()))),
            counter(
                    "tributary_jobs_refused_total",
                    "Jobs that were not accepted, by why: full (the queue, or all that is kept) or store (it could not be"
                            + " written).",
                    List.of("reason"),
                    of((jobs, points) -> {
                        points.add(jobs.counts().refused(JobCounts.Refusal.FULL), "full");
                        points.add(jobs.counts().refused(JobCounts.Refusal.STORE), "store");
                    })),
            Metric.summary(
                    "tributary_jobs_run_seconds",
                    "How long workers had jobs to run, with the wait for a place among the requests in flight. Such a run is"
                            + " none of the requests that are counted by their aggregate: those are clients', and that which"
                            + " asked for the job is one of them.",
                    List.of(),
                    of((jobs, points) ->
                            points.add(jobs.counts().runs(), jobs.counts().runNanos() / 1e9))),
            counter(
                    "tributary_jobs_ended_total",
                    "Jobs that ended, by how: succeeded, failed, cancelled.",
                    List.of("outcome"),
                    of((jobs, points) -> {
                        for (JobState state : JobState.values()) {
                            if (state.ended()) {
                                points.add(jobs.counts().ended(state), state.word());
                            }
                        }
                    })),
            counter(
                    "tributary_jobs_store_errors_total",
                    "Times that the jobs' store could not be read or written.",
                    List.of(),
                    of((jobs, points) -> points.add(jobs.counts().storeErrors()))));

    private JobMetrics() {}

    private interface OfJobs {
        void read(Jobs jobs, Points points);
    }

    private static Reading of(OfJobs reading) {
        return (gateway, points) -> {
            Jobs jobs = gateway.jobs();
            if (jobs != null) {
                reading.read(jobs, points);
            }
        };
    }
}
