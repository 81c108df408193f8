package tributary.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonValue;
import tributary.resilience.Ticker;

/**
 * Keeps jobs in a file of H2's MVStore: a log of chunks with checksums, in which what was committed last is found after a
 * crash, and half of a commit never.
 *
 * <p>One platform thread touches the file ({@link StoreThread}), for two reasons. An interrupt closes a file under whoever uses
 * it, and those who ask are interrupted when jobs are cancelled. And what several ask for at once goes into one commit, which is
 * on the disk (fsync) before any of them hears of it.
 *
 * <p>After a write that failed the library gives the file up. It is opened again for whoever asks next, so that a disk which
 * has room again needs no restart. What failed is undone then, and so is what nobody waited for any more when a disk that hung
 * came back: the store holds what was heard of it. Only where the process ends before that, it may hold more.
 *
 * <p>Thread-safe. See https://h2database.com/html/mvstore.html.
 */
final class MvJobStore implements JobStore {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");

    /**
     * How long is waited for a disk. One that works takes milliseconds, and tens of them under load; after so long it is better to
     * say no than to keep a client, or a worker, waiting. Sinks of events are told to hang after the same time.
     */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Chunks are rewritten while less than this share of them is in use, so many bytes at a time. */
    private static final int FILL_PERCENT = 60;

    private static final int REWRITTEN = 16 * 1024 * 1024;

    private final StoreThread thread;
    private final List<JobRecord> kept;

    private MvJobStore(StoreThread thread, List<JobRecord> kept) {
        this.thread = thread;
        this.kept = List.copyOf(kept);
    }

    /** Opens what is in {@code path}, or begins it. What cannot be read is left as it is. */
    static MvJobStore open(Path path, Ticker ticker) throws CannotOpen {
        // A start waits for a disk that hangs, and then this is the last that is heard of it.
        LOG.log(System.Logger.Level.INFO, "jobs: opening the store in " + path);
        return open(StoreFolder.open(path, ""), ticker, PATIENCE);
    }

    /** What is in {@code folder}, which is closed with it. */
    static MvJobStore open(StoreFolder folder, Ticker ticker, Duration patience) throws CannotOpen {
        boolean opened = false;
        try {
            if (!Files.exists(folder.file())) {
                MvFile.begin(folder);
            }
            MvFile.Read read = MvFile.read(folder);
            StoreThread thread = new StoreThread(folder, read, ticker, patience);
            thread.start();
            opened = true;
            return new MvJobStore(thread, read.jobs());
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
    public void add(JobRecord job, JsonValue request, Duration limit) throws Unavailable {
        byte[] record = Sealed.seal(job.json());
        byte[] body = Sealed.seal(request);
        write(
                changes -> {
                    changes.put(MvFile::jobs, job.id(), record);
                    changes.put(MvFile::requests, job.id(), body);
                },
                limit);
    }

    @Override
    public void change(JobRecord job) throws Unavailable {
        byte[] record = Sealed.seal(job.json());
        write(changes -> changes.put(MvFile::jobs, job.id(), record), PATIENCE);
    }

    @Override
    public void end(JobRecord job, @Nullable JsonValue result) throws Unavailable {
        byte[] record = Sealed.seal(job.json());
        byte[] body = result == null ? null : Sealed.seal(result);
        write(
                changes -> {
                    changes.put(MvFile::jobs, job.id(), record);
                    changes.remove(MvFile::requests, job.id());
                    if (body != null) {
                        changes.put(MvFile::results, job.id(), body);
                    }
                },
                PATIENCE);
    }

    private void write(Consumer<Changes> change, Duration limit) throws Unavailable {
        thread.ask(
                changes -> {
                    change.accept(changes);
                    return null;
                },
                true,
                limit);
    }

    @Override
    public @Nullable JsonValue request(String id) throws Unavailable {
        return read(MvFile::requests, id);
    }

    @Override
    public @Nullable JsonValue result(String id) throws Unavailable {
        return read(MvFile::results, id);
    }

    private @Nullable JsonValue read(Function<MvFile, MVMap<String, byte[]>> map, String id) throws Unavailable {
        return thread.ask(changes -> unsealed(map.apply(changes.file()).get(id)), false, PATIENCE);
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

    /** What was kept is something else now; others are not concerned. */
    static final class Changed extends RuntimeException {
        Changed() {
            super("what was kept has changed on the disk");
        }
    }

    @Override
    public void forget(List<String> ids) throws Unavailable {
        // Nothing of it is undone: their time is over, and whoever could not have them forgotten asks again.
        write(changes -> ids.forEach(id -> remove(changes.file(), id)), PATIENCE);
        write(changes -> changes.file().store().compact(FILL_PERCENT, REWRITTEN), PATIENCE);
    }

    private static void remove(MvFile open, String id) {
        open.jobs().remove(id);
        open.requests().remove(id);
        open.results().remove(id);
    }

    @Override
    public int waiting() {
        return thread.waiting();
    }

    @Override
    public @Nullable String failure() {
        return thread.failure();
    }

    @Override
    public void close() {
        thread.close();
    }
}
