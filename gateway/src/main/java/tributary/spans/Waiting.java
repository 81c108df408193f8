package tributary.spans;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.observe.CallRecord;
import tributary.observe.RequestRecord;
import tributary.spans.SpanCounts.Reason;

/**
 * Recorded requests that wait to be sent: as many as take {@value #ROOM} bytes, by an estimate. Those who put some in never wait; the one
 * who takes them out gets them in batches of about {@value #BATCH} spans, or a second after the first of them came. Thread-safe.
 */
final class Waiting {
    /** Some 8,000 spans. */
    static final int ROOM = 4 << 20;

    static final int BATCH = 512;

    private static final Duration GATHERING = Duration.ofSeconds(1);

    /** What a span takes while it waits, roughly, besides the texts that a client sent. */
    private static final int SPAN_BYTES = 512;

    private final Deque<RequestRecord> records = new ArrayDeque<>();
    private int spans;
    private long bytes;
    private boolean closing;

    /** Some of those that waited, in the order in which they came. */
    record Batch(List<RequestRecord> requests, int spans) {
        Batch {
            requests = List.copyOf(requests);
        }
    }

    /** Null where it was taken; else why not. */
    synchronized @Nullable Reason add(RequestRecord request) {
        if (closing) {
            return Reason.ENDING;
        }
        int more = spans(request);
        long heavier = bytes(request);
        if (bytes + heavier > ROOM) {
            return Reason.QUEUE_FULL;
        }
        boolean first = records.isEmpty();
        boolean full = spans < BATCH && spans + more >= BATCH;
        records.add(request);
        spans += more;
        bytes += heavier;
        if (first || full) {
            notifyAll();
        }
        return null;
    }

    /** Waits for the next ones; null when it is closing and there are none any more. */
    synchronized @Nullable Batch next() throws InterruptedException {
        while (records.isEmpty() && !closing) {
            wait();
        }
        pauseWhileFewer(BATCH, GATHERING);
        return records.isEmpty() ? null : batch();
    }

    /** Waits so long, or until it is closing. */
    synchronized void pause(Duration time) throws InterruptedException {
        pauseWhileFewer(Integer.MAX_VALUE, time);
    }

    private void pauseWhileFewer(int enough, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && spans < enough && !closing; left = end - System.nanoTime()) {
            // Rounded up, since 0 would mean for ever.
            wait(left / 1_000_000 + 1);
        }
    }

    private Batch batch() {
        List<RequestRecord> taken = new ArrayList<>();
        int count = 0;
        for (RequestRecord next = records.peek(); next != null && count < BATCH; next = records.peek()) {
            taken.add(records.remove());
            count += spans(next);
            bytes -= bytes(next);
        }
        spans -= count;
        return new Batch(taken, count);
    }

    /** From now on it takes nothing in, and whoever waits waits no longer. */
    synchronized void close() {
        closing = true;
        notifyAll();
    }

    synchronized boolean closing() {
        return closing;
    }

    /** How many spans wait. */
    synchronized int spans() {
        return spans;
    }

    /** Throws away what waits, and says how many spans that was. */
    synchronized int clear() {
        int lost = spans;
        records.clear();
        spans = 0;
        bytes = 0;
        return lost;
    }

    /** One of the request, one of each call that began, one of each attempt that was written down. */
    static int spans(RequestRecord request) {
        int count = 1;
        for (CallRecord call : request.calls()) {
            count += call.began() ? 1 + call.attempts().size() : 0;
        }
        return count;
    }

    private static long bytes(RequestRecord request) {
        return (long) SPAN_BYTES * spans(request)
                + request.path().length()
                + request.trace().state().length()
                + request.trace().baggage().length();
    }
}
