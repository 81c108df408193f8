package tributary.downstream.http2;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tributary.downstream.http1.Opened;
import tributary.downstream.http1.Opener;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * Opens connections for HTTP/1.1, the first of which may be one that was opened in the hope of HTTP/2: the handshake was
 * made, so why make it twice. Thread-safe.
 */
final class Handover implements Opener {
    /** A service may close what nothing comes on. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private record Kept(Opened opened, long sinceNanos) {}

    private final Opener opener;
    private final Ticker ticker;
    private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

    Handover(Opener opener, Ticker ticker) {
        this.opener = opener;
        this.ticker = ticker;
    }

    void put(Opened opened) {
        close(kept.getAndSet(new Kept(opened, ticker.nanos())));
    }

    @Override
    public Opened open(Deadline deadline) throws IOException, InterruptedException {
        Kept first = kept.getAndSet(null);
        if (first != null && ticker.nanos() - first.sinceNanos < FRESH_NANOS) {
            return first.opened;
        }
        close(first);
        return opener.open(deadline);
    }

    void close() {
        close(kept.getAndSet(null));
    }

    private static void close(@Nullable Kept old) {
        if (old != null) {
            old.opened.close();
        }
    }
}
