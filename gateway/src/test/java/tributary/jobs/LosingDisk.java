package tributary.jobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files below {@code lose:}, of which it is noted what a loss of power would leave: all that was there when the disk was last forced,
 * and of what was written since any blocks, in any order. Loses nothing itself.
 */
public final class LosingDisk extends FilePathWrapper {
    private static final int BLOCK = 4096;

    private static final List<byte[]> LEFT = new ArrayList<>();
    private static Random random = new Random(0);
    private static int times;

    static {
        FilePath.register(new LosingDisk());
    }

    /** By which the library finds its way here. */
    static String scheme() {
        return "lose:";
    }

    @Override
    public String getScheme() {
        return "lose";
    }

    /** From now on the power is lost so many times, in thought, whenever the disk is about to be forced. */
    static synchronized void loses(int howOften, long seed) {
        times = howOften;
        random = new Random(seed);
        LEFT.clear();
    }

    /** What there would be after each loss since this was last asked. */
    static synchronized List<byte[]> left() {
        List<byte[]> all = List.copyOf(LEFT);
        LEFT.clear();
        return all;
    }

    private static synchronized void lose(byte[] safe, List<Change> since) {
        for (int i = 0; i < times; i++) {
            byte[] file = safe;
            for (Change change : since) {
                file = change.on(file, random);
            }
            LEFT.add(file);
        }
    }

    /** Something done to the file that the disk has not been made to keep. */
    private interface Change {
        /** Parts of it, or none, or all. */
        byte[] on(byte[] file, Random chance);
    }

    private static byte[] written(byte[] file, byte[] bytes, long position, Random chance) {
        byte[] changed = file;
        int at = Math.toIntExact(position);
        for (int from = 0; from < bytes.length; from += BLOCK) {
            if (chance.nextBoolean()) {
                int to = Math.min(from + BLOCK, bytes.length);
                changed = Arrays.copyOf(changed, Math.max(changed.length, at + to));
                System.arraycopy(bytes, from, changed, at + from, to - from);
            }
        }
        return changed;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(super.open(mode));
    }

    private static final class Channel extends WrappedFile {
        private final List<Change> since = new ArrayList<>();
        private byte[] safe;

        Channel(FileChannel file) throws IOException {
            super(file);
            this.safe = content();
        }

        private byte[] content() throws IOException {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.size()));
            while (all.hasRemaining() && file.read(all, all.position()) > 0) {}
            return all.array();
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.duplicate().get(bytes);
            since.add((file, chance) -> written(file, bytes, position, chance));
            return super.write(from, position);
        }

        @Override
        public synchronized void force(boolean metaData) throws IOException {
            lose(safe, since);
            super.force(metaData);
            safe = content();
            since.clear();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            since.add((file, chance) -> chance.nextBoolean() ? Arrays.copyOf(file, (int) size) : file);
            super.implTruncate(size);
        }
    }
}
