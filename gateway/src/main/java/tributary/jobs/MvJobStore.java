package tributary.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonValue;
import tributary.resilience.Uninterrupted;

/**
 * Keeps jobs in a file of H2's MVStore: a log of chunks with checksums, in which what was committed last is found after a
 * crash, and half of a commit never.
 *
 * <p>One platform thread touches the file, for two reasons. An interrupt closes a file under whoever uses it, and those who
 * ask are interrupted when jobs are cancelled. And what several ask for at once goes into one commit, which is on the disk
 * (fsync) before any of them hears of it.
 *
 * <p>After a write that failed the library gives the file up. It is opened again for whoever asks next, so that a disk which
 * has room again needs no restart. A new job whose write failed is removed then, since its client was told that there is none;
 * only where the process ends before that, it may be there after all.
 *
 * <p>Thread-safe. See https://h2database.com/html/mvstore.html.
 */
final class MvJobStore implements JobStore {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");

    /** As much goes into one commit at most. */
    private static final int BATCH = 256;

    /** Chunks are rewritten while less than this share of them is in use, so many bytes at a time. */
    private static final int FILL_PERCENT = 60;

    private static final int REWRITTEN = 16 * 1024 * 1024;

    private interface Action {
        @Nullable
        JsonValue on(MvFile open);
    }

    /** @param added the id of the job that is new with it */
    private record Task(
            Action action, boolean writes, @Nullable String added, CompletableFuture<@Nullable JsonValue> done) {}

    private final StoreFolder folder;
    private final Thread thread;
    private final List<JobRecord> kept;

    /** Everybody who asks waits for the answer, so it is no longer than there are clients and workers. */
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    /** Of the thread alone, as what follows. Null after a failure. */
    private @Nullable MvFile open;

    private final Set<String> doubtful = new LinkedHashSet<>();
    private volatile boolean closing;

    private final Acknowledged acknowledged;

    private MvJobStore(StoreFolder folder, Acknowledged acknowledged, MvFile open, List<JobRecord> kept) {
        this.folder = folder;
        this.acknowledged = acknowledged;
        this.open = open;
        this.kept = List.copyOf(kept);
        this.thread = Thread.ofPlatform().name("jobs store").daemon().unstarted(this::work);
    }

    /** Opens what is in {@code path}, or begins it. What cannot be read is left as it is. */
    static MvJobStore open(Path path) throws CannotOpen {
        StoreFolder folder = StoreFolder.open(path);
        boolean opened = false;
        try {
            if (!Files.exists(folder.file())) {
                MvFile.begin(folder);
            }
            MvFile.Read read = MvFile.read(folder);
            MvJobStore store = new MvJobStore(folder, read.acknowledged(), read.file(), read.jobs());
            store.thread.start();
            opened = true;
            return store;
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }

    @Override
    public List<JobRecord> kept() {
        return kept;
    }

    @Override
    public void add(JobRecord job, JsonValue request) throws Unavailable {
        byte[] record = Sealed.seal(job.json());
        byte[] body = Sealed.seal(request);
        ask(
                open -> {
                    open.jobs().put(job.id(), record);
                    open.requests().put(job.id(), body);
                    return null;
                },
                true,
                job.id());
    }

    @Override
    public void change(JobRecord job) throws Unavailable {
        byte[] record = Sealed.seal(job.json());
        ask(
                open -> {
                    open.jobs().put(job.id(), record);
                    return null;
                },
                true,
                null);
    }

    @Override
    public void end(JobRecord job, @Nullable JsonValue result) throws Unavailable {
        byte[] record = Sealed.seal(job.json());
        byte[] body = result == null ? null : Sealed.seal(result);
        ask(
                open -> {
                    open.jobs().put(job.id(), record);
                    open.requests().remove(job.id());
                    if (body != null) {
                        open.results().put(job.id(), body);
                    }
                    return null;
                },
                true,
                null);
    }

    @Override
    public @Nullable JsonValue request(String id) throws Unavailable {
        return ask(open -> unsealed(open.requests().get(id)), false, null);
    }

    @Override
    public @Nullable JsonValue result(String id) throws Unavailable {
        return ask(open -> unsealed(open.results().get(id)), false, null);
    }

    private static @Nullable JsonValue unsealed(byte @Nullable [] sealed) {
        if (sealed == null) {
            return null;
        }
        JsonValue value = Sealed.open(sealed);
        if (value == null) {
            throw new Changed();
        }
        return value;
    }

    @Override
    public void forget(List<String> ids) throws Unavailable {
        ask(
                open -> {
                    ids.forEach(id -> remove(open, id));
                    return null;
                },
                true,
                null);
        ask(
                open -> {
                    open.store().compact(FILL_PERCENT, REWRITTEN);
                    return null;
                },
                true,
                null);
    }

    private static void remove(MvFile open, String id) {
        open.jobs().remove(id);
        open.requests().remove(id);
        open.results().remove(id);
    }

    private @Nullable JsonValue ask(Action action, boolean writes, @Nullable String added) throws Unavailable {
        Task task = new Task(action, writes, added, new CompletableFuture<>());
        tasks.add(task);
        if (closing) {
            // The thread may have looked for the last time.
            refuse(task);
        }
        try {
            // No interrupt ends this wait.
            return task.done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Unavailable("the jobs' store: " + cause.getMessage(), cause);
        }
    }

    private void work() {
        List<Task> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !tasks.isEmpty()) {
                batch.add(tasks.take());
                tasks.drainTo(batch, BATCH - 1);
                doAll(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "nobody interrupts the thread of the jobs' store", e);
        } finally {
            closing = true;
            tasks.forEach(MvJobStore::refuse);
            closeFile();
        }
    }

    private void closeFile() {
        if (open != null) {
            try {
                open.store().close();
            } catch (MVStoreException e) {
                LOG.log(System.Logger.Level.WARNING, "the jobs' store did not close well; nothing in it is lost", e);
            }
        }
    }

    private static void refuse(Task task) {
        task.done.completeExceptionally(new IllegalStateException("it is closed"));
    }

    private void doAll(List<Task> batch) {
        try {
            MvFile now = opened();
            List<Runnable> answers = new ArrayList<>(batch.size());
            boolean writes = false;
            for (Task task : batch) {
                answers.add(answer(task, now));
                writes |= task.writes;
            }
            if (writes) {
                now.commit();
                acknowledged.write(now.version());
            }
            answers.forEach(Runnable::run);
        } catch (IOException | RuntimeException e) {
            giveUp();
            for (Task task : batch) {
                if (task.added != null) {
                    doubtful.add(task.added);
                }
                task.done.completeExceptionally(e);
            }
        }
    }

    /** Does it; what is told of it once all is on the disk. */
    private static Runnable answer(Task task, MvFile now) {
        try {
            JsonValue value = task.action.on(now);
            return () -> task.done.complete(value);
        } catch (Changed e) {
            return () -> task.done.completeExceptionally(e);
        }
    }

    /** What was kept is something else now; others are not concerned. */
    private static final class Changed extends RuntimeException {
        Changed() {
            super("what was kept has changed on the disk");
        }
    }

    private MvFile opened() throws IOException {
        MvFile now = open;
        if (now == null) {
            if (!Files.isWritable(folder.file())) {
                throw new IOException(folder.file() + " cannot be written");
            }
            now = MvFile.open(folder.file());
            open = now;
            doubtful.forEach(id -> remove(open, id));
            now.commit();
            doubtful.clear();
        }
        return now;
    }

    private void giveUp() {
        if (open != null) {
            try {
                open.store().closeImmediately();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the jobs' store was given up", e);
            }
            open = null;
        }
    }

    @Override
    public int waiting() {
        return tasks.size();
    }

    @Override
    public void close() {
        closing = true;
        // Wakes it up. An interrupt would close the file where it is being written.
        tasks.add(new Task(_ -> null, false, null, new CompletableFuture<>()));
        boolean interrupted = Uninterrupted.join(thread);
        acknowledged.close();
        folder.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
