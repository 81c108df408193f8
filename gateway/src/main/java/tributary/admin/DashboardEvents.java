package tributary.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.Presence;
import tributary.resilience.Ticker;

/**
 * {@code /dashboard/events}: a snapshot a second as server-sent events, to at most {@value #MOST} viewers at a time; 503 beyond.
 * All get the same bytes, made by one virtual thread that runs while there are viewers.
 *
 * <p>Thread-safe. {@link #close} ends all streams, those too whose viewer does not read.
 */
final class DashboardEvents implements Page, AutoCloseable {
    static final int MOST = 32;

    private static final System.Logger LOG = System.getLogger("tributary.admin");
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** How long those who read have to see that it is over. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** A browser that was cut off asks again after two seconds. */
    private static final byte[] GREETING = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

    private final Operated gateway;
    private final Set<DashboardViewer> viewers = new HashSet<>();
    private @Nullable DashboardSnapshots snapshots;
    private @Nullable Thread teller;
    private boolean closed;

    DashboardEvents(Operated gateway) {
        this.gateway = gateway;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response) throws InterruptedException {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (Answers.isHead(request)) {
            response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
            response.send();
            return;
        }
        DashboardViewer viewer = new DashboardViewer(Thread.currentThread());
        DashboardSnapshots source = enter(viewer);
        if (source == null) {
            Answers.problem(request, response, 503, "busy", "As many as may watch are watching");
            return;
        }
        try {
            send(viewer, source, request, response);
        } finally {
            leave(viewer);
        }
    }

    private static void send(
            DashboardViewer viewer, DashboardSnapshots source, ServerRequest request, ServerResponse response)
            throws InterruptedException {
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        try (OutputStream out = response.outputStream()) {
            out.write(GREETING);
            out.write(source.history());
            out.flush();
            for (Optional<byte[]> event = next(viewer, request); event.isPresent(); event = next(viewer, request)) {
                out.write(event.get());
                out.flush();
            }
        } catch (IOException e) {
            throw new CloseConnectionException("the viewer left, or does not read", e);
        }
    }

    private static Optional<byte[]> next(DashboardViewer viewer, ServerRequest request) throws InterruptedException {
        return Presence.of(request).during(viewer::next);
    }

    /** Null where there are too many, or it is over. */
    private synchronized @Nullable DashboardSnapshots enter(DashboardViewer viewer) {
        if (closed || viewers.size() >= MOST) {
            return null;
        }
        viewers.add(viewer);
        if (snapshots == null) {
            snapshots = new DashboardSnapshots(gateway, Ticker.SYSTEM, InstantSource.system());
        }
        if (teller == null) {
            DashboardSnapshots source = snapshots;
            teller = Thread.ofVirtual().name("dashboard").start(() -> tell(source));
        }
        return snapshots;
    }

    private synchronized void leave(DashboardViewer viewer) {
        viewers.remove(viewer);
        notifyAll();
    }

    private void tell(DashboardSnapshots source) {
        try {
            while (show(source.next())) {
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "the dashboard's snapshot failed", bug);
            stopTelling();
        }
    }

    /** Whether there was anybody; the last one's leaving ends the thread, within a second. */
    private synchronized boolean show(byte[] event) {
        if (viewers.isEmpty()) {
            teller = null;
            return false;
        }
        viewers.forEach(viewer -> viewer.show(event));
        return true;
    }

    /** Better no numbers than old ones; whoever asks again gets another thread. */
    private synchronized void stopTelling() {
        teller = null;
        viewers.forEach(DashboardViewer::end);
    }

    /** How many watch. */
    synchronized int viewers() {
        return viewers.size();
    }

    /** Whether its thread runs. */
    synchronized boolean tells() {
        return teller != null;
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = teller;
            teller = null;
            viewers.forEach(DashboardViewer::end);
        }
        try {
            if (running != null) {
                running.interrupt();
                running.join();
            }
            awaitNobody();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitNobody() throws InterruptedException {
        long until = System.nanoTime() + LAST_WORDS.toNanos();
        for (long left = LAST_WORDS.toNanos(); !viewers.isEmpty() && left > 0; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
        viewers.forEach(DashboardViewer::cutOff);
    }
}
