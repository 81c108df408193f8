package tributary.events;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.events.Outlet.Delivery;
import tributary.resilience.Backoff;
import tributary.resilience.UnderWay;

/**
 * Empties one lane of a sink's queue, on a thread of its own: delivers what comes first until it is delivered, and waits between
 * the attempts, twice as long each time. Ends when the lane is over, or when it is interrupted; then what is left is left.
 *
 * <p>The thread is a virtual one where it waits for the network. For a file it is a platform thread, since a write to a disk that
 * does not answer holds its carrier: a few such disks would leave none to the requests.
 */
final class Worker {
    private static final System.Logger LOG = System.getLogger("tributary.events");
    private static final Duration AFTER_A_BUG = Duration.ofSeconds(10);

    private final Sink sink;
    private final int lane;
    private final Thread thread;
    private volatile @Nullable String failure;
    private final UnderWay delivery;

    /** @param onDisk whether what it delivers to is a disk */
    Worker(Sink sink, int lane, boolean onDisk) {
        this.sink = sink;
        this.lane = lane;
        this.delivery = new UnderWay(sink.timing().ticker());
        String called = "events " + sink.name() + " " + lane;
        this.thread = onDisk
                ? Thread.ofPlatform().daemon().name(called).unstarted(this::run)
                : Thread.ofVirtual().name(called).unstarted(this::run);
    }

    void begin() {
        thread.start();
    }

    /** Why the last attempt failed; null where it did not, unless the present one takes longer than {@code patience}. */
    @Nullable
    String failure(Duration patience) {
        return delivery.isLongerThan(patience) ? "no-answer" : failure;
    }

    boolean running() {
        return thread.isAlive();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Whether it has ended within the time. */
    boolean await(Duration time) throws InterruptedException {
        return thread.join(time);
    }

    private void run() {
        try {
            while (!sink.queue().over(lane)) {
                Supplier<Outlet> made = sink.outlets();
                try (Outlet outlet = made.get()) {
                    delivery.begins();
                    says(outlet.prepare());
                    delivery.ends();
                    serve(outlet, made);
                } catch (RuntimeException e) {
                    // A bug must not be the end of the lane, with events in it.
                    LOG.log(Level.ERROR, "events." + sink.name() + ": an attempt ended with an exception", e);
                    delivery.ends();
                    says("internal-error");
                    sink.queue().pause(lane, AFTER_A_BUG.toNanos());
                }
            }
        } catch (InterruptedException e) {
            // The time for a peaceful end is over.
        } finally {
            sink.ended();
        }
    }

    /** Delivers until the sink has another target, or all is over. */
    private void serve(Outlet outlet, Supplier<Outlet> made) throws InterruptedException {
        int attempt = 1;
        // Of the target, whichever the event was.
        int failures = 0;
        while (made == sink.outlets() && !sink.queue().over(lane)) {
            List<Event> first = sink.queue().first(lane, outlet.most(), outlet.restlessNanos());
            delivery.begins();
            String trouble = outlet.settle();
            if (first.isEmpty()) {
                delivery.ends();
                says(trouble);
                continue;
            }
            if (attempt > 1) {
                sink.counts().retried();
            }
            Delivery came = outlet.deliver(first, attempt);
            delivery.ends();
            sink.done(lane, came);
            says(came.failure());
            attempt = came.done() > 0 ? 1 : attempt + 1;
            failures = came.failure() == null ? 0 : failures + 1;
            if (came.failure() != null) {
                pause(sink.backoff(), failures, came.pause());
            }
        }
    }

    private void pause(Backoff backoff, int failures, Duration wanted) throws InterruptedException {
        // Within the queue, whose lanes or target may change meanwhile.
        sink.queue().pause(lane, Math.max(backoff.nanos(failures, sink.timing().random()), wanted.toNanos()));
    }

    private void says(@Nullable String why) {
        if (!Objects.equals(failure, why)) {
            failure = why;
            sink.changed(why);
        }
    }
}
