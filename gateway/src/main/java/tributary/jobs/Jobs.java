package tributary.jobs;

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
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

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
    /**
     * @param workers how many are done at once
     * @param queue how many wait at most
     * @param mostKept how many there are at most, those too that have ended
     * @param retention how long they are kept when they have ended
     */
    public record Settings(int workers, int queue, int mostKept, Duration retention) {}

    /** @param wall tells when something happened; how long it took is the ticker's to tell, which never jumps */
    record Clocks(Ticker ticker, InstantSource wall) {}

    private final Settings settings;
    private final JobStore store;
    private final Work doing;
    private final InstantSource wall;
    private final JobTable table;
    private final SecureRandom random = new SecureRandom();
    private final JobCounts counts = new JobCounts();
    private final JobBook book;
    private final JobWorkers workers;

    private Jobs(Settings settings, JobStore store, Work doing, Clocks clocks) {
        this.settings = settings;
        this.store = store;
        this.doing = doing;
        this.wall = clocks.wall;
        this.table = new JobTable(settings, clocks.ticker);
        this.book = new JobBook(store, table, counts);
        this.workers = new JobWorkers(table, store, book, counts, doing, clocks);
    }

    /** Those kept in {@code folder}; nothing is done before {@link #start}. */
    public static Jobs open(Path folder, Settings settings, Work doing, Ticker ticker) throws CannotOpen {
        return of(settings, MvJobStore.open(folder, ticker), doing, new Clocks(ticker, InstantSource.system()));
    }

    /** Those of {@code store}, which is closed with this, and where there comes to be none. */
    static Jobs of(Settings settings, JobStore store, Work doing, Clocks clocks) throws CannotOpen {
        Jobs jobs = new Jobs(settings, store, doing, clocks);
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
        workers.start(settings.workers);
    }

    private JobRecord afterCrash(JobRecord job, Instant now) throws CannotOpen {
        if (job.state() != JobState.RUNNING) {
            return job;
        }
        if (job.safe()) {
            return job.queued();
        }
        Work.Ended ended = doing.lost(job, requested(job));
        JobRecord failed = job.ended(ended.state(), ended.status(), now);
        if (!book.isKept(failed, ended.result())) {
            throw new CannotOpen("the jobs' store can be read but not written; see that its disk has room", null);
        }
        counts.countEnded(failed.state());
        return failed;
    }

    /** Null where it cannot be read. */
    private @Nullable JsonValue requested(JobRecord job) {
        try {
            return store.request(job.id());
        } catch (Unavailable e) {
            book.failed(e);
            return null;
        }
    }

    public JobCounts counts() {
        return counts;
    }

    /**
     * What is asked for.
     *
     * @param owner see {@link JobRecord#owner}
     * @param work see {@link JobRecord#work}
     * @param request is given to the work as it is
     */
    public record Asked(
            String owner,
            String work,
            int steps,
            JsonValue request,
            @Nullable Repeat repeat) {}

    /** Asks for a job; {@code limit} is one to how long the store is waited for. */
    public Accepted accept(Asked asked, Duration limit) {
        Repeat repeat = asked.repeat;
        Place place = table.reserve(
                repeat,
                number -> JobRecord.queued(
                        JobId.next(random), asked.owner, asked.work, number, asked.steps, wall.instant(), repeat));
        return switch (place) {
            case Place.Answer(Accepted accepted) -> {
                if (accepted instanceof Accepted.Same) {
                    counts.countRepeated();
                } else if (accepted instanceof Accepted.Full) {
                    counts.count(Refusal.FULL);
                }
                yield accepted;
            }
            case Place.Free(Job job) -> keep(job, asked.request, limit);
        };
    }

    private Accepted keep(Job job, JsonValue request, Duration limit) {
        boolean kept = false;
        JobView view;
        try {
            store.add(job.record, request, limit);
            kept = true;
            counts.countAccepted();
        } catch (Unavailable e) {
            book.failed(e);
            counts.count(Refusal.STORE);
        } finally {
            // Whatever happened: others may wait for the answer.
            view = table.accepted(job, kept);
        }
        return kept ? new Accepted.New(view) : new Accepted.Unkept();
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
            book.failed(e);
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
                book.failed(e);
                table.uncancel(job);
                throw e;
            }
            book.publish(job, cancelled);
        }
        return awaitEnd(id, limit);
    }

    /** Forgets those whose time is over; whether the store let it. */
    public boolean clean() {
        List<String> over = table.expired();
        if (!over.isEmpty()) {
            try {
                store.forget(over);
            } catch (Unavailable e) {
                book.failed(e);
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

    /** How many wait for the store, or for the commit that goes on; no more than there are workers and connections. */
    public int waitingForStore() {
        return store.waiting();
    }

    /** Why the store is of no use at the moment, in a word; null where it is. */
    public @Nullable String failure() {
        return store.failure();
    }

    /** By which all is bounded. */
    public Settings settings() {
        return settings;
    }

    /** From now on nothing begins; what is asked for is kept for the next start. */
    public void announceEnd() {
        table.stop();
    }

    /** Waits until nothing goes on, at most so long. */
    public void awaitQuiet(Duration limit) throws InterruptedException {
        workers.awaitQuiet(limit);
    }

    /** Breaks off what goes on, and waits for that, but for a disk no longer than a few seconds. What can be done again is done after the next start. */
    @Override
    public void close() {
        table.stop();
        table.breakOff();
        boolean interrupted = workers.join();
        store.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
