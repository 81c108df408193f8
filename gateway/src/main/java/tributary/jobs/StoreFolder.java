package tributary.jobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import tributary.jobs.JobStore.CannotOpen;

/**
 * The directory of a store, which is one process's alone as long as this is open. What is made in it only its owner may read:
 * requests and results of clients lie there.
 */
final class StoreFolder implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String FILE = "jobs.mv";
    private static final String FRESH = "jobs.mv.new";
    private static final String MARK = "jobs.mv.last";

    private final Path folder;
    private final String scheme;
    private final FileChannel channel;

    private StoreFolder(Path folder, String scheme, FileChannel channel) {
        this.folder = folder;
        this.scheme = scheme;
        this.channel = channel;
    }

    /** @param scheme by which {@link OrderedFile} finds its way to files; empty for the usual one */
    static StoreFolder open(Path folder, String scheme) throws CannotOpen {
        FileChannel channel;
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, only("rwx------"));
            }
            createPrivate(folder.resolve(LOCK));
            channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            locked = lock != null;
        } catch (OverlappingFileLockException e) {
            // This very process has it.
        } catch (IOException e) {
            close(channel);
            throw unwritable(folder, e);
        }
        if (!locked) {
            close(channel);
            throw new CannotOpen(
                    "the jobs in " + folder + " are in use by another process; stop that one, or give this one a"
                            + " jobs.store of its own",
                    null);
        }
        return new StoreFolder(folder, scheme, channel);
    }

    private static CannotOpen unwritable(Path folder, IOException cause) {
        return new CannotOpen(
                "jobs cannot be kept in " + folder + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "); make it a directory that this user may write, or change jobs.store",
                cause);
    }

    /** Where the store's file is. */
    Path file() {
        return folder.resolve(FILE);
    }

    /** As the library is to be told. */
    String name(Path file) {
        return OrderedFile.name(scheme + file.toAbsolutePath());
    }

    /** Where a new one is made: it gets its name only when it is whole, so that a file of that name is never a beginning. */
    Path fresh() throws IOException {
        Path fresh = folder.resolve(FRESH);
        Files.deleteIfExists(fresh);
        createPrivate(fresh);
        return fresh;
    }

    /** Where {@link Acknowledged} is. */
    Path mark() {
        return folder.resolve(MARK);
    }

    Acknowledged acknowledged() throws IOException {
        createPrivate(mark());
        return Acknowledged.open(mark());
    }

    private static void createPrivate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, only("rw-------"));
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
