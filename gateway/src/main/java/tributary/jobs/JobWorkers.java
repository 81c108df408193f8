package tributary.jobs;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.jobs.JobStore.Unavailable;
import tributary.jobs.Work.Verdict;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;
import tributary.resilience.Uninterrupted;

/**
 * The threads that do jobs, and the owner of these: each takes the next one, has it done, and sees that its end is kept.
 *
 * <p>Thread-safe.
 */
final class JobWorkers {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");

    /** How long to let a store alone that could not be written. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How long the store is asked to take a result, before the job has failed for want of room. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final JobTable table;
    private final JobStore store;
    private final JobBook book;
    private final JobCounts counts;
    private final Work doing;
    private final Ticker ticker;
    private final InstantSource wall;
    private final List<Thread> threads = new ArrayList<>();

    JobWorkers(JobTable table, JobStore store, JobBook book, JobCounts counts, Work doing, Jobs.Clocks clocks) {
        this.table = table;
        this.store = store;
        this.book = book;
        this.counts = counts;
        this.doing = doing;
        this.ticker = clocks.ticker();
        this.wall = clocks.wall();
    }

    void start(int number) {
        for (int each = 1; each <= number; each++) {
            threads.add(Thread.ofVirtual().name("job worker " + each).unstarted(this::work));
        }
        threads.forEach(Thread::start);
    }

    private void work() {
        try {
            for (Job job = table.next(); job != null; job = table.next()) {
                if (!isDone(job)) {
                    table.pause(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            // Interrupted between two jobs: they are being closed.
        }
    }

    /** How a job ends, and with what; that is null where it was cancelled, or waits again. */
    private record Decided(Verdict verdict, Work.@Nullable Ended ended) {}

    /** Whether the store took part in it; where not, the job waits again. */
    private boolean isDone(Job job) throws InterruptedException {
        Decided decided;
        try {
            decided = decided(job);
        } catch (Unavailable e) {
            book.failed(e);
            if (table.putBack(job)) {
                return false;
            }
            decided = new Decided(Verdict.CANCELLED, null);
        }
        if (decided.verdict != Verdict.AGAIN) {
            keep(job, decided.ended);
        }
        return true;
    }

    /** While it is entered in the table, this thread may be interrupted. */
    private Decided decided(Job job) throws Unavailable {
        boolean may = table.enter(job);
        try {
            Work.Run run = may ? run(job) : null;
            Verdict verdict = table.settle(job, run != null && run.whole());
            return new Decided(verdict, run == null ? null : ended(job, run, verdict));
        } finally {
            table.leave(job);
        }
    }

    private Work.Run run(Job job) throws Unavailable {
        long start = ticker.nanos();
        try {
            JsonValue request = store.request(job.record.id());
            return request == null ? new Broken(job.record) : doing.run(job.record, request, new Told(job));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a job failed", e);
            return new Broken(job.record);
        } finally {
            counts.countRun(ticker.nanos() - start);
        }
    }

    private Work.@Nullable Ended ended(Job job, Work.Run run, Verdict verdict) {
        try {
            return run.ends(verdict);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a job failed", e);
            return new Broken(job.record).ends(verdict);
        }
    }

    /** One in which there was a bug, so that it cannot be done at all. */
    private final class Broken implements Work.Run {
        private final JobRecord job;

        Broken(JobRecord job) {
            this.job = job;
        }

        @Override
        public boolean whole() {
            return true;
        }

        @Override
        public Work.@Nullable Ended ends(Verdict verdict) {
            return switch (verdict) {
                case FINISHED, BROKEN_OFF -> doing.broken(job);
                case CANCELLED, AGAIN -> null;
            };
        }
    }

    /** Is told by the run how far it is. */
    private final class Told implements Work.Progress {
        private final Job job;

        Told(Job job) {
            this.job = job;
        }

        @Override
        public void begins(boolean safe, int steps) throws InterruptedException, Unavailable {
            JobRecord now = table.begins(job);
            if (now.state() != JobState.RUNNING || now.safe() != safe || now.steps() != steps) {
                JobRecord running = now.running(safe, steps, wall.instant());
                store.change(running);
                book.publish(job, running);
            }
        }

        @Override
        public void ended(int step) {
            table.stepEnded(job, step);
        }
    }

    /** Tries until its end is kept, with its result as long as there is a chance; {@code ended} is null where it was cancelled. */
    private void keep(Job job, Work.@Nullable Ended ended) throws InterruptedException {
        long start = ticker.nanos();
        Work.Ended how = ended;
        JobRecord record = record(job, how);
        while (!book.isKept(record, how == null ? null : how.result())) {
            if (table.stopping()) {
                // It is on the disk as one that has begun, and what that means is decided at the next start.
                return;
            }
            table.pause(PAUSE);
            if (how != null && ticker.nanos() - start > PATIENCE.toNanos()) {
                how = doing.unkept(job.record);
                record = record(job, how);
            }
        }
        book.publish(job, record);
    }

    private JobRecord record(Job job, Work.@Nullable Ended how) {
        return how == null
                ? job.record.ended(JobState.CANCELLED, 0, wall.instant())
                : job.record.ended(how.state(), how.status(), wall.instant());
    }

    /** Waits until none works, at most so long. */
    void awaitQuiet(Duration limit) throws InterruptedException {
        long start = ticker.nanos();
        for (Thread thread : threads) {
            Duration left = limit.minusNanos(ticker.nanos() - start);
            if (!left.isPositive()) {
                return;
            }
            thread.join(left);
        }
    }

    /** Waits for the end of all; whether it was interrupted meanwhile. */
    boolean join() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= Uninterrupted.join(thread);
        }
        return interrupted;
    }
}
