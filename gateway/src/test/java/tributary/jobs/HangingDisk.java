package tributary.jobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/** Files below {@code hang:} whose writes have come to the disk, but do not return, or fail, when they are forced there. */
public final class HangingDisk extends FilePathWrapper {
    private static volatile @Nullable CountDownLatch gate;
    private static volatile boolean fails;
    private static volatile CountDownLatch hanging = new CountDownLatch(1);

    static {
        FilePath.register(new HangingDisk());
    }

    /** By which the library finds its way here. */
    static String scheme() {
        return "hang:";
    }

    @Override
    public String getScheme() {
        return "hang";
    }

    /** From now on; returns what lets it go on. */
    static CountDownLatch hangs() {
        CountDownLatch next = new CountDownLatch(1);
        hanging = new CountDownLatch(1);
        gate = next;
        return next;
    }

    static void awaitHanging() throws InterruptedException {
        hanging.await(30, TimeUnit.SECONDS);
    }

    static void fails(boolean now) {
        fails = now;
    }

    static void isWell() {
        CountDownLatch last = gate;
        gate = null;
        fails = false;
        if (last != null) {
            last.countDown();
        }
    }

    private static void force() throws IOException {
        CountDownLatch now = gate;
        hanging.countDown();
        try {
            if (now != null && !now.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody has let it go on");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (fails) {
            throw new IOException("it is broken");
        }
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
        public void force(boolean metaData) throws IOException {
            super.force(metaData);
            HangingDisk.force();
        }
    }
}
