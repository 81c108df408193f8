package tributary.jobs;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;
import tributary.jobs.JobStore.CannotOpen;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;

/**
 * The file of a {@link MvJobStore}, opened, and its parts; and how it is begun, and read in the beginning.
 *
 * <p>For one thread. What is wrong with it at a later time is an {@link MVStoreException}.
 */
record MvFile(
        MVStore store,
        MVMap<String, byte[]> about,
        MVMap<String, byte[]> jobs,
        MVMap<String, byte[]> requests,
        MVMap<String, byte[]> results) {
    private static final int FORMAT = 1;
    private static final String FORMAT_KEY = "format";
    private static final int CACHE_MEBIBYTES = 4;

    /** What was read of it. */
    record Read(MvFile file, Acknowledged acknowledged, List<JobRecord> jobs) {}

    private static MvFile open(StoreFolder folder, Path file) {
        // Without the library's own threads, which would commit at moments of their own.
        MVStore store = new MVStore.Builder()
                .fileName(folder.name(file))
                .autoCommitDisabled()
                .cacheSize(CACHE_MEBIBYTES)
                .open();
        // The room of old chunks is taken anew as soon as it may be. The library would leave it for 45 s, in case the
        // disk has
        // not taken what was written since; OrderedFile has it taken before it is relied on.
        store.setRetentionTime(0);
        return new MvFile(
                store, map(store, "about"), map(store, "jobs"), map(store, "requests"), map(store, "results"));
    }

    /** That of {@code folder} which was open before. */
    static MvFile openAgain(StoreFolder folder) throws IOException {
        if (!Files.isWritable(folder.file())) {
            throw new IOException(folder.file() + " cannot be written");
        }
        return open(folder, folder.file());
    }

    private static MVMap<String, byte[]> map(MVStore store, String name) {
        return store.openMap(
                name,
                new MVMap.Builder<String, byte[]>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    /** One more with each commit. */
    long version() {
        return store.getCurrentVersion();
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

    static void begin(StoreFolder folder) throws CannotOpen {
        try {
            Path fresh = folder.fresh();
            // That of a store that was moved away.
            Files.deleteIfExists(folder.mark());
            MvFile begun = open(folder, fresh);
            begun.about.put(FORMAT_KEY, Sealed.seal(JsonObject.of(Map.of("version", JsonNumber.of(FORMAT)))));
            begun.commit();
            begun.store.close();
            move(fresh, folder.file());
        } catch (IOException | MVStoreException e) {
            throw new CannotOpen(
                    "jobs cannot be kept in " + folder.file() + " (" + e.getMessage()
                            + "); see that its disk has room, or change jobs.store",
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

    static Read read(StoreFolder folder) throws CannotOpen {
        if (!Files.isReadable(folder.file()) || !Files.isWritable(folder.file())) {
            throw forbidden(folder.file(), null);
        }
        MvFile open = null;
        boolean read = false;
        try {
            // The library would take an empty file for a new one.
            if (Files.size(folder.file()) == 0) {
                throw damaged(folder, null);
            }
            open = open(folder, folder.file());
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
            Acknowledged acknowledged = acknowledged(folder, open);
            read = true;
            return new Read(open, acknowledged, records);
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

    /** Where nothing of it is lacking. */
    private static Acknowledged acknowledged(StoreFolder folder, MvFile open) throws CannotOpen {
        try {
            if (open.version() < Acknowledged.read(folder.mark())) {
                throw new CannotOpen(
                        folder.file()
                                + " is older than what clients were told, or was cut, and nothing in it was changed;"
                                + " put the right one back, or remove " + folder.mark()
                                + " to go on with the jobs that are in it",
                        null);
            }
            return folder.acknowledged();
        } catch (IOException e) {
            // It is no store that is damaged: nobody must move that away for it.
            throw forbidden(folder.mark(), e);
        }
    }

    private static CannotOpen forbidden(Path file, @Nullable Exception cause) {
        return new CannotOpen(file + " cannot be read and written; let this user do so, or change jobs.store", cause);
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
}
