package tributary.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * How far the store had come when somebody last heard of it, in a small file beside the store's: the store itself cannot know,
 * since one that was cut between two commits looks like one that ended there.
 *
 * <p>It is written behind each commit and never forced onto the disk, so it costs no time; after a loss of power it may lag
 * behind, and then finds less. It is never ahead of the store. For one thread.
 */
final class Acknowledged implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");
    private static final int LENGTH = Long.BYTES + Integer.BYTES;

    private final FileChannel channel;

    private Acknowledged(FileChannel channel) {
        this.channel = channel;
    }

    /** @param file that is there; what it holds may be anything */
    static Acknowledged open(Path file) throws IOException {
        return new Acknowledged(FileChannel.open(file, StandardOpenOption.WRITE));
    }

    /** What it says; 0 where it says nothing, since it is new, or was only half written. */
    static long read(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) != LENGTH) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        long version = bytes.getLong();
        return bytes.getInt() == sum(version) ? version : 0;
    }

    /** The store has come to {@code version}, and that is on the disk. */
    void write(long version) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).putLong(version).putInt(sum(version));
        try {
            channel.write(bytes.flip(), 0);
        } catch (IOException e) {
            // What stood there before is true as well.
            LOG.log(System.Logger.Level.DEBUG, "the mark beside the jobs' store was not written", e);
        }
    }

    private static int sum(long version) {
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(version).flip());
        return (int) sum.getValue();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the mark beside the jobs' store was not closed", e);
        }
    }
}
