package tributary.jobs;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
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
    private static final int FORMAT = 1;
    private static final String FORMAT_KEY = "format";

    /** As much goes into one commit at most. */
    private static final int BATCH = 256;

    private static final int CACHE_MEBIBYTES = 4;

    /** Chunks are rewritten while less than this share of them is in use, so many bytes at a time. */
    private static final int FILL_PERCENT = 60;

    private static final int REWRITTEN = 16 * 1024 * 1024;

    /** The file is opened, and these are its parts. */
    private record Open(
            MVStore store,
            MVMap<String, byte[]> about,
            MVMap<String, byte[]> jobs,
            MVMap<String, byte[]> requests,
            MVMap<String, byte[]> results) {

        static Open of(Path file) {
            // Without the library's own threads, which would commit at moments of their own.
            MVStore store = new MVStore.Builder()
                    .fileName(file.toAbsolutePath().toString())
                    .autoCommitDisabled()
                    .cacheSize(CACHE_MEBIBYTES)
                    .open();
            return new Open(
                    store, map(store, "about"), map(store, "jobs"), map(store, "requests"), map(store, "results"));
        }

        private static MVMap<String, byte[]> map(MVStore store, String name) {
            return store.openMap(
                    name,
                    new MVMap.Builder<String, byte[]>()
                            .keyType(StringDataType.INSTANCE)
                            .valueType(ByteArrayDataType.INSTANCE));
        }

        /** What has been done so far is on the disk when this returns. */
        void commit() {
            store.commit();
            store.sync();
            MVStoreException failed = store.getPanicException();
            if (failed != null) {
                throw failed;
            }
        }
    }

    private interface Action {
        @Nullable
        JsonValue on(Open open);
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
    private @Nullable Open open;

    private final Set<String> doubtful = new LinkedHashSet<>();
    private volatile boolean closing;

    private MvJobStore(StoreFolder folder, Open open, List<JobRecord> kept) {
        this.folder = folder;
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
                begin(folder);
            }
            MvJobStore store = read(folder);
            store.thread.start();
            opened = true;
            return store;
        } finally {
            if (!opened) {
                folder.close();
            }
        }
    }

    private static void begin(StoreFolder folder) throws CannotOpen {
        try {
            Path fresh = folder.fresh();
            Open begun = Open.of(fresh);
            begun.about.put(FORMAT_KEY, Sealed.seal(JsonObject.of(Map.of("version", JsonNumber.of(FORMAT)))));
            begun.commit();
            begun.store.close();
            move(fresh, folder.file());
        } catch (IOException | MVStoreException e) {
            throw new CannotOpen(
                    "jobs cannot be kept in " + folder.file() + " (" + e.getMessage()
                            + "); see that its disk has room, or change jobs.path",
                    e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static MvJobStore read(StoreFolder folder) throws CannotOpen {
        if (!Files.isWritable(folder.file())) {
            throw new CannotOpen(
                    folder.file() + " cannot be written; let this user write it, or change jobs.path", null);
        }
        Open open = null;
        boolean read = false;
        try {
            // The library would take an empty file for a new one.
            if (Files.size(folder.file()) == 0) {
                throw damaged(folder, null);
            }
            open = Open.of(folder.file());
            byte[] about = open.about.get(FORMAT_KEY);
            if (about == null || Sealed.open(about) == null) {
                throw damaged(folder, null);
            }
            List<JobRecord> records = new ArrayList<>();
            for (byte[] sealed : open.jobs.values()) {
                if (!(Sealed.open(sealed) instanceof JsonObject json)) {
                    throw damaged(folder, null);
                }
                records.add(JobRecord.of(json));
            }
            read = true;
            return new MvJobStore(folder, open, records);
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw new CannotOpen(folder.file() + " is in use by another process; stop that one", e);
            }
            throw damaged(folder, e);
        } catch (IOException | RuntimeException e) {
            // Whatever the library meets in bytes that are not its own.
            throw damaged(folder, e);
        } finally {
            if (!read && open != null) {
                open.store.closeImmediately();
            }
        }
    }

    private static CannotOpen damaged(StoreFolder folder, @Nullable Exception cause) {
        return new CannotOpen(
                folder.file() + " is damaged" + (cause == null ? "" : " (" + firstLine(cause) + ")")
                        + ", and nothing in it was changed; put a copy of it back that is whole, or move it away to begin"
                        + " without the jobs in it",
                cause);
    }

    private static String firstLine(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        return message.lines().findFirst().orElse("");
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
                    open.jobs.put(job.id(), record);
                    open.requests.put(job.id(), body);
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
                    open.jobs.put(job.id(), record);
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
                    open.jobs.put(job.id(), record);
                    open.requests.remove(job.id());
                    if (body != null) {
                        open.results.put(job.id(), body);
                    }
                    return null;
                },
                true,
                null);
    }

    @Override
    public @Nullable JsonValue request(String id) throws Unavailable {
        return ask(open -> unsealed(open.requests.get(id)), false, null);
    }

    @Override
    public @Nullable JsonValue result(String id) throws Unavailable {
        return ask(open -> unsealed(open.results.get(id)), false, null);
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
                    open.store.compact(FILL_PERCENT, REWRITTEN);
                    return null;
                },
                true,
                null);
    }

    private static void remove(Open open, String id) {
        open.jobs.remove(id);
        open.requests.remove(id);
        open.results.remove(id);
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
                open.store.close();
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
            Open now = opened();
            List<Runnable> answers = new ArrayList<>(batch.size());
            boolean writes = false;
            for (Task task : batch) {
                answers.add(answer(task, now));
                writes |= task.writes;
            }
            if (writes) {
                now.commit();
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
    private static Runnable answer(Task task, Open now) {
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

    private Open opened() throws IOException {
        Open now = open;
        if (now == null) {
            if (!Files.isWritable(folder.file())) {
                throw new IOException(folder.file() + " cannot be written");
            }
            now = Open.of(folder.file());
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
                open.store.closeImmediately();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "the jobs' store was given up", e);
            }
            open = null;
        }
    }

    @Override
    public void close() {
        closing = true;
        // Wakes it up. An interrupt would close the file where it is being written.
        tasks.add(new Task(_ -> null, false, null, new CompletableFuture<>()));
        boolean interrupted = Uninterrupted.join(thread);
        folder.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
