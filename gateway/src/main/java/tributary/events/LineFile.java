package tributary.events;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonException;
import tributary.json.JsonParser;
import tributary.resilience.Ticker;

/**
 * A file that lines of JSON are appended to, each by one write, readable and writable by its owner only. A line is whole in it or
 * not at all: what a failed write has left is cut off, at once or, after a crash, when the file is opened again. Others may read
 * it, move it away (then a new one is begun) or append to it.
 *
 * <p>With rotation, a file that would grow beyond its size becomes {@code NAME.1}, that one {@code NAME.2}, and so on; the oldest is
 * deleted. Where that cannot be done, the file grows on and it is tried again a second later: a line is worth more than a size.
 *
 * <p>What is no regular file, as a pipe, a terminal or {@code /dev/null}, is written to, and neither mended nor put aside: and no disk is
 * asked to take what there is none for.
 *
 * <p>Not thread-safe.
 */
final class LineFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.events");
    private static final long GLANCE = 1_000_000_000L;

    /** A piece without an end that is longer than this is no torn line of ours, whoever put it there. */
    private static final int LONGEST_TORN = 16 << 20;

    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path path;
    private final long rotateBeyond;
    private final int keep;
    private final Ticker ticker;
    private @Nullable FileChannel channel;
    private @Nullable Object identity;
    private long end;
    /** Whether it is no regular file. */
    private boolean device;

    private boolean unforced;
    private long lookedAt;
    private long rotateFrom;

    /** @param rotateBeyond bytes; 0 for never */
    LineFile(Path path, long rotateBeyond, int keep, Ticker ticker) {
        this.path = path;
        this.rotateBeyond = rotateBeyond;
        this.keep = keep;
        this.ticker = ticker;
        this.rotateFrom = ticker.nanos();
    }

    /** Appends a line, which is then in the hands of the system, but not of the disk. */
    void append(byte[] json) throws IOException {
        FileChannel open = ready(json.length + 1);
        ByteBuffer line = ByteBuffer.allocate(json.length + 1);
        line.put(json).put((byte) '\n').flip();
        try {
            while (line.hasRemaining()) {
                open.write(line);
            }
            end += line.limit();
            unforced = !device;
        } catch (IOException e) {
            cutOff(open, line.position());
            throw e;
        }
    }

    /** Has the disk take what was appended. */
    void force() throws IOException {
        if (!unforced) {
            return;
        }
        if (channel == null) {
            throw new IOException("closed before the disk had all of it");
        }
        channel.force(false);
        unforced = false;
    }

    /** Lets go of it where it could not be forced, so that nobody knows what the disk has; who cares appends it once more. */
    void abandon() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, path + " could not be closed", e);
        } finally {
            channel = null;
            unforced = false;
        }
    }

    boolean unforced() {
        return unforced;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Opens it, unless it is open. */
    void open() throws IOException {
        ready(0);
    }

    private FileChannel ready(int more) throws IOException {
        long now = ticker.nanos();
        FileChannel open = channel;
        if (open != null && now - lookedAt >= GLANCE) {
            lookedAt = now;
            if (!Objects.equals(identity, identity(path))) {
                // Somebody has moved or deleted it.
                closeForced(open);
                open = null;
            }
        }
        open = open == null ? reopened() : open;
        if (rotateBeyond > 0 && !device && end > 0 && end + more > rotateBeyond && now - rotateFrom >= 0) {
            closeForced(open);
            rotate(now);
            open = reopened();
        }
        return open;
    }

    private FileChannel reopened() throws IOException {
        device = Files.exists(path) && !Files.isRegularFile(path);
        if (!device) {
            mend();
        }
        FileChannel opened = FileChannel.open(path, APPEND, ownersOnly());
        channel = opened;
        end = device ? 0 : opened.size();
        identity = identity(path);
        lookedAt = ticker.nanos();
        return opened;
    }

    private FileAttribute<?>[] ownersOnly() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static @Nullable Object identity(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return "none";
        }
    }

    /** Ends a last line that lacks its end: with one where it is whole, else by cutting it off, since it is in no one's book. */
    private void mend() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = file.size();
            long start = lastLine(file, size);
            if (start == size) {
                return;
            }
            byte[] torn = new byte[(int) Math.min(size - start, LONGEST_TORN)];
            readFully(file, start, torn);
            if (torn.length == LONGEST_TORN || isJson(torn)) {
                file.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
            } else {
                file.truncate(start);
                LOG.log(Level.WARNING, path + ": an unfinished last line of " + torn.length + " bytes was cut off");
            }
        }
    }

    /** Where the last line begins that has no end, or somewhere in it where it is a long one; the size where there is none. */
    private static long lastLine(FileChannel file, long size) throws IOException {
        byte[] block = new byte[8192];
        long from = Math.max(size - LONGEST_TORN, 0);
        for (long at = size; at > from; ) {
            int length = (int) Math.min(block.length, at);
            byte[] piece = length == block.length ? block : new byte[length];
            readFully(file, at - length, piece);
            for (int i = length - 1; i >= 0; i--) {
                if (piece[i] == '\n') {
                    return at - length + i + 1;
                }
            }
            at -= length;
        }
        return from;
    }

    private static void readFully(FileChannel file, long start, byte[] into) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, start + buffer.position()) < 0) {
                throw new IOException("the file has become shorter");
            }
        }
    }

    private static boolean isJson(byte[] bytes) {
        try {
            JsonParser.parse(bytes, 0, bytes.length);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    private void rotate(long now) {
        try {
            // Those beyond it too: fewer may be wanted than there were.
            for (int i = keep; Files.deleteIfExists(numbered(i)); i++) {}
            for (int i = keep - 1; i >= 1; i--) {
                if (Files.exists(numbered(i))) {
                    Files.move(numbered(i), numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            rotateFrom = now + GLANCE;
            LOG.log(Level.WARNING, path + " could not be put aside and grows on: " + word(e));
        }
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** Takes back the part of a line that was written; where that fails too, opening it again does so. */
    private void cutOff(FileChannel open, int part) {
        try (open) {
            // Unless another process has appended meanwhile.
            if (part > 0 && open.size() == end + part) {
                open.truncate(end);
            }
            // The lines before it count as written: they must not be forgotten with the channel.
            force();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, path + " could not be mended yet", e);
        } finally {
            channel = null;
        }
    }

    private void closeForced(FileChannel open) throws IOException {
        try (open) {
            force();
        } finally {
            channel = null;
        }
    }

    /** Lets go of it without a word: what could fail has been forced before. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                closeForced(channel);
            } else {
                force();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, path + ": the last lines may be missing from the disk: " + word(e));
        } finally {
            unforced = false;
        }
    }

    /** Why a file cannot be written, in a word. */
    static String word(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return "disk-full";
        }
        if (message.contains("Read-only")) {
            return "read-only";
        }
        if (message.contains("Is a directory")) {
            return "is-a-folder";
        }
        return switch (e) {
            case NoSuchFileException _, NotDirectoryException _ -> "no-folder";
            case AccessDeniedException _ -> "not-permitted";
            default -> "cannot-write";
        };
    }
}
