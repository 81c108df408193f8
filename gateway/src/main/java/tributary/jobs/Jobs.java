package tributary.jobs;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.jobs.JobCounts.Refusal;
import tributary.jobs.JobRecord.Repeat;
import tributary.jobs.JobStore.CannotOpen;
import tributary.jobs.JobStore.Unavailable;
import tributary.jobs.JobTable.Claim;
import tributary.jobs.JobTable.Place;
import tributary.jobs.JobTable.Verdict;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;
import tributary.resilience.Uninterrupted;

/**
 * The jobs there are, and the owner of the threads that do them.
 *
 * <p>A job is accepted once it is on the disk, and a state is shown once it is there, so that what anybody has heard stays
 * true after a crash. Of the end of a job and its cancellation whoever is first has its way ({@link JobTable}).
 *
 * <p>After a crash what had not begun is done; what had begun is done again where nothing of it changes anything, and has
 * failed otherwise. At most {@code queue} wait (those that were waiting at a crash are all taken back) and at most
 * {@code mostKept} are kept.
 *
 * <p>Thread-safe.
 */
public final class Jobs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");

    /** How long to let a store alone that could not be written. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * @param workers how many are done at once
     * @param queue how many wait at most
     * @param mostKept how many there are at most, those too that have ended
     * @param retention how long they are kept when they have ended
     */
    public record Settings(int workers, int queue, int mostKept, Duration retention) {}

    private final Settings settings;
    private final JobStore store;
    private final Work doing;
    private final Ticker ticker;
    private final InstantSource wall;
    private final JobTable table;
    private final SecureRandom random = new SecureRandom();
    private final JobCounts counts = new JobCounts();
    private final List<Thread> workers = new ArrayList<>();

    private Jobs(Settings settings, JobStore store, Work doing, Ticker ticker, InstantSource wall) {
        this.settings = settings;
        this.store = store;
        this.doing = doing;
        this.ticker = ticker;
        this.wall = wall;
        this.table = new JobTable(settings, ticker);
    }

    /** Those kept in {@code folder}; nothing is done before {@link #start}. */
    public static Jobs open(Path folder, Settings settings, Work doing, Ticker ticker) throws CannotOpen {
        return of(settings, MvJobStore.open(folder), doing, ticker, InstantSource.system());
    }

    /** Those of {@code store}, which is closed with this, and where there comes to be none. */
    static Jobs of(Settings settings, JobStore store, Work doing, Ticker ticker, InstantSource wall) throws CannotOpen {
        Jobs jobs = new Jobs(settings, store, doing, ticker, wall);
        boolean made = false;
        try {
            jobs.takeUp();
            made = true;
            return jobs;
        } finally {
            if (!made) {
                store.close();
            }
        }
    }

    private void takeUp() throws CannotOpen {
        Instant now = wall.instant();
        List<JobRecord> kept = new ArrayList<>(store.kept());
        kept.sort(Comparator.comparingLong(JobRecord::sequence));
        for (JobRecord job : kept) {
            table.takeUp(afterCrash(job, now), now);
        }
    }

    /** Begins to work. */
    public void start() {
        for (int number = 1; number <= settings.workers; number++) {
            workers.add(Thread.ofVirtual().name("job worker " + number).unstarted(this::work));
        }
        workers.forEach(Thread::start);
    }

    private JobRecord afterCrash(JobRecord job, Instant now) throws CannotOpen {
        if (job.state() != JobState.RUNNING) {
            return job;
        }
        if (job.safe()) {
            return job.queued();
        }
        Work.Ended ended = doing.brokenOff(job);
        JobRecord failed = job.ended(ended.state(), ended.status(), now);
        if (!isKept(failed, ended.result())) {
            throw new CannotOpen("the jobs' store can be read but not written; see that its disk has room", null);
        }
        counts.countEnded(failed.state());
        return failed;
    }

    public JobCounts counts() {
        return counts;
    }

    /**
     * Asks for a job.
     *
     * @param owner see {@link JobRecord#owner}
     * @param what see {@link JobRecord#work}
     * @param request is given to the work as it is
     */
    public Accepted accept(String owner, String what, int steps, JsonValue request, @Nullable Repeat repeat) {
        Place place = table.reserve(
                repeat,
                number -> JobRecord.queued(JobId.next(random), owner, what, number, steps, wall.instant(), repeat));
        return switch (place) {
            case Place.Answer(Accepted accepted) -> {
                if (accepted instanceof Accepted.Same) {
                    counts.countRepeated();
                } else if (accepted instanceof Accepted.Full) {
                    counts.count(Refusal.FULL);
                }
                yield accepted;
            }
            case Place.Free(Job job) -> keep(job, request);
        };
    }

    private Accepted keep(Job job, JsonValue request) {
        boolean kept = false;
        JobView view;
        try {
            store.add(job.record, request);
            kept = true;
            counts.countAccepted();
        } catch (Unavailable e) {
            failed(e);
            counts.count(Refusal.STORE);
        } finally {
            // Whatever happened: others may wait for the answer.
            view = table.accepted(job, kept);
        }
        return kept ? new Accepted.New(view) : new Accepted.Unkept();
    }

    private void failed(Unavailable e) {
        // Not once a try: a full disk lasts.
        Level level = counts.storeErrors() % 100 == 0 ? Level.WARNING : Level.DEBUG;
        counts.countStoreError();
        LOG.log(level, e.getMessage(), e);
    }

    /** The job of that id, if {@code owner} may see it; null for all others alike. */
    public @Nullable JobView find(String id, String owner) {
        return table.find(id, owner);
    }

    /** What it came to; null where there is none, as of one that was cancelled. */
    public @Nullable JsonValue result(String id) throws Unavailable {
        try {
            return store.result(id);
        } catch (Unavailable e) {
            failed(e);
            throw e;
        }
    }

    /**
     * Waits until the job is another than {@code version}, at most so long, and no longer than something happens with it here.
     *
     * @return as it is then; null where there is none any more
     */
    public @Nullable JobView awaitChange(String id, int version, Duration limit) throws InterruptedException {
        return table.await(id, job -> job.version() != version, limit);
    }

    /** As {@link #awaitChange}, until it has ended. */
    public @Nullable JobView awaitEnd(String id, Duration limit) throws InterruptedException {
        return table.await(id, JobView::ended, limit);
    }

    /** Whether what has not begun will not begin here. */
    public boolean stopping() {
        return table.stopping();
    }

    /**
     * Cancels it, unless it has ended, and waits until it has, at most so long.
     *
     * @return what became of it; null where there is none that {@code owner} may see
     * @throws Unavailable where that could not be kept; it goes on
     */
    public @Nullable JobView cancel(String id, String owner, Duration limit) throws InterruptedException, Unavailable {
        Claim claim = table.cancel(id, owner);
        if (claim == Claim.NONE) {
            return null;
        }
        Job job = claim == Claim.TAKEN ? table.get(id) : null;
        if (job != null) {
            JobRecord cancelled = job.record.ended(JobState.CANCELLED, 0, wall.instant());
            try {
                store.end(cancelled, null);
            } catch (Unavailable e) {
                failed(e);
                table.uncancel(job);
                throw e;
            }
            publish(job, cancelled);
        }
        return awaitEnd(id, limit);
    }

    private void publish(Job job, JobRecord record) {
        table.publish(job, record, wall.instant());
        if (record.state().ended()) {
            counts.countEnded(record.state());
        }
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

    /** Whether the store took part in it; where not, the job waits again. */
    private boolean isDone(Job job) throws InterruptedException {
        Work.Ended ended = null;
        try {
            JsonValue request = store.request(job.record.id());
            ended = request == null ? doing.broken(job.record) : run(job, request);
        } catch (Unavailable e) {
            failed(e);
            if (table.putBack(job)) {
                return false;
            }
        }
        settle(job, ended);
        return true;
    }

    /** Null where it was broken off. */
    private Work.@Nullable Ended run(Job job, JsonValue request) throws Unavailable {
        if (!table.enter(job)) {
            return null;
        }
        try {
            return doing.run(job.record, request, new Told(job));
        } catch (InterruptedException e) {
            return null;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a job failed", e);
            return doing.broken(job.record);
        } finally {
            table.leave(job);
        }
    }

    /** Is told by the work how far it is. */
    private final class Told implements Work.Progress {
        private final Job job;

        Told(Job job) {
            this.job = job;
        }

        @Override
        public void begins(boolean safe, int steps) throws InterruptedException, Unavailable {
            JobRecord now = table.current(job);
            if (now.state() != JobState.RUNNING || now.safe() != safe) {
                JobRecord running = now.running(safe, steps, wall.instant());
                store.change(running);
                publish(job, running);
            }
        }

        @Override
        public void ended(int step) {
            table.stepEnded(job, step);
        }
    }

    /** Decides how it has ended, and keeps that before it says so. */
    private void settle(Job job, Work.@Nullable Ended ended) throws InterruptedException {
        Verdict verdict = table.settle(job, ended != null);
        Work.Ended how =
                switch (verdict) {
                    case AGAIN, CANCELLED -> null;
                    case FINISHED -> ended;
                    case BROKEN_OFF -> doing.brokenOff(job.record);
                };
        if (verdict == Verdict.AGAIN) {
            // As it is on the disk it is done after the next start.
            return;
        }
        JobRecord record = how == null
                ? job.record.ended(JobState.CANCELLED, 0, wall.instant())
                : job.record.ended(how.state(), how.status(), wall.instant());
        while (!isKept(record, how == null ? null : how.result())) {
            if (stopping()) {
                // It is on the disk as one that has begun, and what that means is decided at the next start.
                return;
            }
            table.pause(PAUSE);
        }
        publish(job, record);
    }

    private boolean isKept(JobRecord record, @Nullable JsonValue result) {
        try {
            store.end(record, result);
            return true;
        } catch (Unavailable e) {
            failed(e);
            return false;
        }
    }

    /** Forgets those whose time is over; whether the store let it. */
    public boolean clean() {
        List<String> over = table.expired();
        if (!over.isEmpty()) {
            try {
                store.forget(over);
            } catch (Unavailable e) {
                failed(e);
                return false;
            }
            table.forget(over);
        }
        return true;
    }

    /** How many there are of each state. */
    public Map<JobState, Integer> states() {
        return table.states();
    }

    /** How many wait for a worker. */
    public int waiting() {
        return table.waiting();
    }

    /** From now on nothing begins; what is asked for is kept for the next start. */
    public void announceEnd() {
        table.stop();
    }

    /** Waits until nothing goes on, at most so long. */
    public void awaitQuiet(Duration limit) throws InterruptedException {
        long start = ticker.nanos();
        for (Thread worker : workers) {
            Duration left = limit.minusNanos(ticker.nanos() - start);
            if (!left.isPositive()) {
                return;
            }
            worker.join(left);
        }
    }

    /** Breaks off what goes on, and waits for that. What can be done again is done after the next start. */
    @Override
    public void close() {
        table.stop();
        table.breakOff();
        boolean interrupted = false;
        for (Thread worker : workers) {
            interrupted |= Uninterrupted.join(worker);
        }
        store.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
