package tributary.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import tributary.jobs.Changes.Step;
import tributary.jobs.JobStore.Unavailable;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;
import tributary.resilience.UnderWay;
import tributary.resilience.Uninterrupted;

/**
 * The thread that touches the file of a {@link MvJobStore}, and what waits for it: what several ask for at once goes into one
 * commit.
 *
 * <p>Whoever asks waits for a while and gives up then. What has not begun by then is left out; what has, or has failed, may be on
 * the disk or not, and is undone before anything else is done: whoever asked was told that it has not happened. Once the disk
 * has been silent for so long, nobody waits for it until it answers.
 *
 * <p>Thread-safe.
 */
final class StoreThread {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");

    /** As much goes into one commit at most. */
    private static final int BATCH = 256;

    private final StoreFolder folder;
    private final Acknowledged acknowledged;
    private final Ticker ticker;
    private final Duration patience;
    private final Thread thread =
            Thread.ofPlatform().name("jobs store").daemon().unstarted(this::work);

    /** Everybody who asks waits for the answer, so it is no longer than there are clients and workers. */
    private final LinkedBlockingQueue<StoreTask> tasks = new LinkedBlockingQueue<>();

    private volatile boolean closing;
    private volatile boolean failed;
    private final UnderWay batchUnderWay;

    /** Of the thread alone, as what follows. Null after a failure. */
    private @Nullable MvFile open;

    /** By which that is undone of which nobody knows whether it is on the disk, or of which nobody has heard. One batch's at most. */
    private final List<Step> doubtful = new ArrayList<>();

    /** @param patience how long is waited for the disk */
    StoreThread(StoreFolder folder, MvFile.Read read, Ticker ticker, Duration patience) {
        this.folder = folder;
        this.acknowledged = read.acknowledged();
        this.open = read.file();
        this.ticker = ticker;
        this.batchUnderWay = new UnderWay(ticker);
        this.patience = patience;
    }

    void start() {
        thread.start();
    }

    /** @param limit beside what the store itself is waited for */
    @Nullable
    JsonValue ask(StoreTask.Action action, boolean writes, Duration limit) throws Unavailable {
        if (hangs()) {
            throw new Unavailable("the jobs' store: its disk does not answer", null);
        }
        StoreTask task = new StoreTask(action, writes);
        tasks.add(task);
        if (closing) {
            // The thread may have looked for the last time.
            refuse(task);
        }
        try {
            return task.await(limit.compareTo(patience) < 0 ? limit : patience, ticker);
        } catch (Unavailable e) {
            // Where it has not begun: what it would have written must not wait there for the disk.
            tasks.remove(task);
            throw e;
        }
    }

    private static void refuse(StoreTask task) {
        task.fails(new IllegalStateException("it is closed"));
    }

    /** Whether what is under way takes longer than anybody waits. */
    private boolean hangs() {
        return batchUnderWay.isLongerThan(patience);
    }

    /** Why the store is of no use at the moment, in a word; null where it is. */
    @Nullable
    String failure() {
        if (hangs()) {
            return "no-answer";
        }
        return failed ? "cannot-write" : null;
    }

    int waiting() {
        return tasks.size();
    }

    private void work() {
        List<StoreTask> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !tasks.isEmpty()) {
                batch.add(tasks.take());
                tasks.drainTo(batch, BATCH - 1);
                batchUnderWay.begins();
                doAll(batch);
                undo();
                batchUnderWay.ends();
                batch.clear();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "nobody interrupts the thread of the jobs' store", e);
        } finally {
            closing = true;
            tasks.forEach(StoreThread::refuse);
            end();
        }
    }

    private void doAll(List<StoreTask> batch) {
        List<Changes> made = new ArrayList<>(batch.size());
        try {
            MvFile now = opened();
            List<Runnable> answers = new ArrayList<>(batch.size());
            boolean writes = false;
            for (StoreTask task : batch) {
                if (!task.hasEnded()) {
                    Changes changes = new Changes(now);
                    made.add(changes);
                    answers.add(answer(task, changes));
                    writes |= task.writes();
                }
            }
            if (writes) {
                commit(now);
            }
            failed = false;
            answers.forEach(Runnable::run);
        } catch (IOException | RuntimeException e) {
            giveUp();
            made.forEach(this::doubt);
            batch.forEach(task -> task.fails(e));
        }
    }

    /** Does it; what is told of it once all is on the disk. */
    private Runnable answer(StoreTask task, Changes changes) {
        try {
            JsonValue value = task.action().on(changes);
            return () -> {
                if (!task.isAnswered(value)) {
                    doubt(changes);
                }
            };
        } catch (MvJobStore.Changed e) {
            return () -> task.fails(e);
        }
    }

    private void doubt(Changes changes) {
        changes.undoing().forEach(doubtful::add);
    }

    private void commit(MvFile now) {
        now.commit();
        acknowledged.write(now.version());
    }

    /** Not only when somebody asks: the process may end before that. */
    private void undo() {
        if (open != null && !doubtful.isEmpty()) {
            try {
                opened();
            } catch (IOException | RuntimeException e) {
                giveUp();
            }
        }
    }

    /** With nothing in it that nobody has heard of. */
    private MvFile opened() throws IOException {
        MvFile now = open;
        if (now == null) {
            now = MvFile.openAgain(folder);
            open = now;
        }
        if (!doubtful.isEmpty()) {
            for (Step step : doubtful) {
                step.on(now);
            }
            commit(now);
            doubtful.clear();
        }
        return now;
    }

    private void giveUp() {
        failed = true;
        if (open != null) {
            try {
                open.store().closeImmediately();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the jobs' store was given up", e);
            }
            open = null;
        }
    }

    private void end() {
        try {
            if (!doubtful.isEmpty()) {
                opened();
            }
            if (open != null) {
                open.store().close();
            }
        } catch (IOException | MVStoreException e) {
            LOG.log(System.Logger.Level.WARNING, "the jobs' store did not close well; nothing in it is lost", e);
        }
        acknowledged.close();
        folder.close();
    }

    /** Ends the thread; one that hangs is left behind, with what it has open, and keeps no process from its end. */
    void close() {
        closing = true;
        // Wakes it up. An interrupt would close the file where it is being written.
        tasks.add(new StoreTask(_ -> null, false));
        boolean interrupted = Uninterrupted.join(thread, patience);
        if (thread.isAlive()) {
            LOG.log(System.Logger.Level.WARNING, "the jobs' store does not answer, and is left as it is");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
