package tributary.admin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One who watches: the latest event that he has not been sent. What comes while he is still being sent the one before takes its
 * place, so a slow one misses some and costs nothing. Thread-safe.
 */
final class DashboardViewer {
    /** Nothing for so long, and he is sent a comment, so that both ends see that the other is there. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final Thread thread;
    private byte @Nullable [] latest;
    private boolean ended;

    /** @param thread which sends to him */
    DashboardViewer(Thread thread) {
        this.thread = thread;
    }

    synchronized void show(byte[] event) {
        latest = event;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Ends him even where he does not read: an interrupt closes the socket that his thread is writing to. */
    void cutOff() {
        thread.interrupt();
    }

    /** What to send next; empty when it is over. */
    Optional<byte[]> next() throws InterruptedException {
        return next(SILENCE);
    }

    synchronized Optional<byte[]> next(Duration silence) throws InterruptedException {
        long until = System.nanoTime() + silence.toNanos();
        while (latest == null && !ended) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return Optional.of(HEARTBEAT);
            }
            wait(left / 1_000_000 + 1);
        }
        byte[] event = latest;
        latest = null;
        // Whoever is ended is not sent what he has missed: he will ask again, of somebody else.
        return ended || event == null ? Optional.empty() : Optional.of(event);
    }
}
