package tributary.events;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.events.Target.ToFile;
import tributary.resilience.Ticker;

/**
 * Writes events into a {@link LineFile}, those that wait one after the other. Has the disk take them before they count as
 * written, all of a batch at once; or, where {@code flush} is longer than nothing, that much later at the latest.
 */
final class FileOutlet implements Outlet {
    private static final System.Logger LOG = System.getLogger("tributary.events");

    /** Events that are forced onto the disk together. */
    private static final int BATCH = 256;

    private static final long LOOKS_AGAIN = 1_000_000_000L;

    private final Path path;
    private final LineFile file;
    private final Duration flush;
    private final Ticker ticker;
    private long forceAt;

    FileOutlet(ToFile target, Ticker ticker) {
        this.path = target.path();
        this.file = new LineFile(target.path(), target.rotateBeyond(), target.keep(), ticker);
        this.flush = target.flush();
        this.ticker = ticker;
    }

    @Override
    public int most() {
        return BATCH;
    }

    @Override
    public @Nullable String prepare() {
        try {
            file.open();
            return null;
        } catch (IOException e) {
            return LineFile.word(e);
        }
    }

    @Override
    public Delivery deliver(List<Event> events, int attempt) {
        return write(events);
    }

    private Delivery write(List<Event> events) {
        int written = 0;
        String failure = null;
        boolean waiting = file.unforced();
        try {
            for (Event event : events) {
                file.append(event.json());
                written++;
            }
        } catch (IOException e) {
            failure = LineFile.word(e);
        }
        if (!waiting) {
            forceAt = ticker.nanos() + flush.toNanos();
        }
        try {
            if (flush.isZero() || ticker.nanos() - forceAt >= 0) {
                file.force();
            }
        } catch (IOException e) {
            // Nobody knows which of them the disk has: they are written once more.
            file.abandon();
            return Delivery.failed(LineFile.word(e), Duration.ZERO);
        }
        return new Delivery(written, 0, 0, failure, Duration.ZERO);
    }

    /** Tries once more: it may have been slow and not broken. */
    @Override
    public Delivery giveUp(List<Event> events) {
        return write(events);
    }

    @Override
    public long restlessNanos() {
        if (file.unforced()) {
            return Math.max(forceAt - ticker.nanos(), 0);
        }
        return file.isOpen() ? Long.MAX_VALUE : LOOKS_AGAIN;
    }

    /** Where it could not be opened, tries that too: who has put the disk right wants to see it before the next event. */
    @Override
    public @Nullable String settle() {
        try {
            if (file.unforced() && ticker.nanos() - forceAt >= 0) {
                file.force();
            }
        } catch (IOException e) {
            String why = LineFile.word(e);
            LOG.log(Level.WARNING, path + ": the last events may be missing from the disk: " + why);
            file.abandon();
            return why;
        }
        return file.isOpen() ? null : prepare();
    }

    @Override
    public void close() {
        file.close();
    }
}
