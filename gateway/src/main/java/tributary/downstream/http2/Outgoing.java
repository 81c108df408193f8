package tributary.downstream.http2;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tributary.resilience.Ticker;

/**
 * What one connection still has to write, and the thread that does. Whatever is ready goes out in one write, so that the
 * requests of parallel calls travel together. Bodies are cut into frames as the service's windows allow, in turn.
 *
 * <p>Everything but {@link #run} is called with the lock held.
 */
final class Outgoing {
    /** More is not taken together: others should not wait for long. */
    private static final int BATCH = 64 * 1024;

    /** When so much lies here, the service does not read; nothing new is begun. */
    private static final int FULL = 256 * 1024;

    private final ReentrantLock lock;
    private final Condition work;
    private final Ticker ticker;
    private FrameBytes filling = new FrameBytes();
    private FrameBytes writing = new FrameBytes();
    private final ArrayDeque<Exchange> uploads = new ArrayDeque<>();
    private long window = 65_535;
    private int mostPayload = FrameReader.MOST_PAYLOAD;
    private boolean busy;
    private long busySince;
    private boolean ending;

    Outgoing(ReentrantLock lock, Ticker ticker) {
        this.lock = lock;
        work = lock.newCondition();
        this.ticker = ticker;
    }

    void begin(Exchange exchange) {
        boolean noBody = exchange.sentAll();
        filling.headers(exchange.id(), exchange.block(), noBody, mostPayload);
        if (!noBody) {
            uploads.add(exchange);
        }
        work.signal();
    }

    /** Where control frames are put; {@link #wake} afterwards. */
    FrameBytes control() {
        return filling;
    }

    /** What was put in, or was allowed, may be written now. */
    void wake() {
        work.signal();
    }

    void drop(Exchange exchange) {
        if (!uploads.isEmpty()) {
            uploads.remove(exchange);
        }
    }

    boolean uploading() {
        return !uploads.isEmpty();
    }

    /** Bytes that nobody has taken yet, those of the write that is under way among them. */
    int unwritten() {
        return filling.length() + (busy ? writing.length() : 0);
    }

    boolean full() {
        return filling.length() > FULL;
    }

    /** Whether there is more than requests alone make: answers to what the service sends without reading. */
    boolean overflowing() {
        return filling.length() > 2 * FULL;
    }

    /** What the service lets us send on this connection. */
    long window() {
        return window;
    }

    void growWindow(long by) {
        window += by;
        work.signal();
    }

    void mostPayload(int bytes) {
        mostPayload = Math.min(bytes, BATCH);
    }

    /** How long the write that is under way has taken; 0 where there is none. */
    long blockedNanos() {
        return busy ? ticker.nanos() - busySince : 0;
    }

    /** Lets {@link #run} return when what is there is written. */
    void end() {
        ending = true;
        uploads.clear();
        work.signal();
    }

    /** Writes until {@link #end}. */
    void run(OutputStream out) throws IOException {
        while (take()) {
            out.write(writing.array(), 0, writing.length());
        }
    }

    private boolean take() {
        lock.lock();
        try {
            busy = false;
            writing.clear();
            cutBodies();
            while (filling.length() == 0) {
                if (ending) {
                    return false;
                }
                work.awaitUninterruptibly();
                cutBodies();
            }
            FrameBytes ready = filling;
            filling = writing;
            writing = ready;
            busy = true;
            busySince = ticker.nanos();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void cutBodies() {
        int stalled = 0;
        while (window > 0 && stalled < uploads.size() && filling.length() < BATCH) {
            Exchange exchange = uploads.removeFirst();
            int left = exchange.body().length() - exchange.sent();
            int count = (int) Math.min(Math.min(left, mostPayload), Math.min(window, exchange.sendWindow()));
            if (count <= 0) {
                stalled++;
                uploads.addLast(exchange);
                continue;
            }
            stalled = 0;
            filling.frame(Frame.DATA, count == left ? Frame.END_STREAM : 0, exchange.id(), count)
                    .bytes(exchange.body().array(), exchange.body().offset() + exchange.sent(), count);
            exchange.sent(count);
            window -= count;
            if (!exchange.sentAll()) {
                uploads.addLast(exchange);
            }
        }
    }
}
