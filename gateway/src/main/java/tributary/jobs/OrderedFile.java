package tributary.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file of H2's MVStore that a loss of power leaves as it was when it was last forced, or as it was to become; which blocks the
 * disk had taken in between does not matter.
 *
 * <p>The library appends chunks, takes the room of old ones anew, and looks for the last chunk by the file's header and by the
 * first and last block of each. It forces all of this at once, so that the disk may have taken a header without the chunk that
 * it names, or a chunk's ends without what is between them. So a chunk's last block is written when the others are on the disk,
 * and the header when the chunk is.
 *
 * <p>As thread-safe as the library's own. See https://h2database.com/html/mvstore.html#fileFormat.
 */
public final class OrderedFile extends FilePathWrapper {
    private static final String SCHEME = "ordered";
    private static final int BLOCK = 4096;

    static {
        FilePath.register(new OrderedFile());
    }

    /** The name by which the library comes to {@code file} through here. */
    static String name(String file) {
        return SCHEME + ":" + file;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode));
    }

    private static final class Channel extends WrappedFile {
        Channel(FileChannel file) {
            super(file);
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            int length = from.remaining();
            boolean header = position == 0;
            int before = header ? 0 : Math.max(0, length - BLOCK);
            if (header || before > 0) {
                writeAll(from.duplicate().limit(from.position() + before), position);
                file.force(false);
            }
            from.position(from.position() + before);
            writeAll(from, position + before);
            return length;
        }

        private void writeAll(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.force(false);
            file.truncate(size);
        }
    }
}
