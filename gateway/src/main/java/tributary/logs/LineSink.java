package tributary.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where lines go: a bounded queue, and one thread that makes them and writes them. Whoever has something to tell puts it
 * there and goes on; beyond {@link #MOST_LINES} or {@link #MOST_BYTES} that wait it is dropped and counted, and one line says how
 * many were, as soon as lines can be written again.
 *
 * <p>The thread begins with the first line. It writes what has gathered, and then rests for {@link #NAP} whatever comes:
 * waking a thread costs as much as a line does. So a line is at most that late, and a busy log wakes up fifty times a second.
 *
 * <p>Thread-safe. {@link #close} writes what waits, and gives up after {@link #PATIENCE}.
 */
final class LineSink implements AutoCloseable {
    static final int MOST_LINES = 8192;
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final Duration NAP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int WRITTEN_AT_ONCE = 32 * 1024;
    private static final long NANOS_A_MILLI = 1_000_000;
    private static final String LOGGER = "tributary.logs";

    private final String name;
    private final Supplier<WritableByteChannel> opening;
    private final Lines lines;
    private final LogCounts counts = new LogCounts();
    private final RateBound bound;

    // Below this: guarded by "this".
    private List<Entry> waiting = new ArrayList<>();
    private int waitingBytes;
    private @Nullable Thread thread;
    private boolean resting;
    private boolean remarksDue;
    private boolean closing;

    // The thread's own.
    private final LineBuffer buffer = new LineBuffer();
    private int buffered;
    private long lostAndTold;
    private boolean broken;

    /**
     * @param name of its thread
     * @param opening called once, when there is something to write
     * @param bound which lines are left out; the sink says how many were
     */
    LineSink(String name, Supplier<WritableByteChannel> opening, Format format, RateBound bound) {
        this.name = name;
        this.opening = opening;
        this.lines = format.lines();
        this.bound = bound;
    }

    LogCounts counts() {
        return counts;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Whether one more line about it may be written; if not, it is counted, and told of later. */
    boolean passes(String subject) {
        if (bound.passes(subject)) {
            return true;
        }
        counts.countLeftOut();
        synchronized (this) {
            if (!remarksDue && !closing) {
                remarksDue = true;
                begin();
                if (resting) {
                    notifyAll();
                }
            }
        }
        return false;
    }

    /** Has it written soon, or drops it. After the end nothing is written, and nobody could be told. */
    void add(Entry entry) {
        int weight = entry.weight();
        synchronized (this) {
            if (closing) {
                return;
            }
            if (waiting.size() < MOST_LINES && waitingBytes + weight <= MOST_BYTES) {
                waiting.add(entry);
                waitingBytes += weight;
                begin();
                if (resting || waiting.size() == MOST_LINES / 2) {
                    notifyAll();
                }
                return;
            }
        }
        counts.countFull();
    }

    private synchronized void begin() {
        if (thread == null) {
            // No virtual one: a write that blocks would keep a carrier.
            thread = Thread.ofPlatform().daemon().name(name).start(this::run);
        }
    }

    private void run() {
        try {
            WritableByteChannel channel = opening.get();
            List<Entry> batch = next(new ArrayList<>());
            while (batch != null) {
                write(batch, channel);
                batch.clear();
                batch = nap() ? next(batch) : null;
            }
        } catch (InterruptedException e) {
            // Closed while what it writes to took nothing.
        }
    }

    private synchronized boolean nap() throws InterruptedException {
        long end = System.nanoTime() + NAP.toNanos();
        for (long left = NAP.toNanos(); left > 0 && !closing; left = end - System.nanoTime()) {
            if (waiting.size() >= MOST_LINES / 2) {
                break;
            }
            wait(left / NANOS_A_MILLI, (int) (left % NANOS_A_MILLI));
        }
        return !(closing && waiting.isEmpty() && !remarksDue);
    }

    /** What waits, for which {@code empty} is given in exchange; null where it is over. */
    private synchronized @Nullable List<Entry> next(List<Entry> empty) throws InterruptedException {
        resting = true;
        while (waiting.isEmpty() && !closing) {
            // Without an end where nothing has been left out.
            wait(remarksDue ? bound.time().toMillis() / 10 : 0);
            if (remarksDue) {
                remarksDue = bound.tell(closing, (subject, lines) -> waiting.add(leftOut(subject, lines)));
            }
        }
        resting = false;
        if (remarksDue) {
            remarksDue = bound.tell(closing, (subject, lines) -> waiting.add(leftOut(subject, lines)));
        }
        if (waiting.isEmpty()) {
            return null;
        }
        List<Entry> batch = waiting;
        waiting = empty;
        waitingBytes = 0;
        return batch;
    }

    private Entry leftOut(String subject, long lines) {
        String about = "left out: " + lines + " more lines about " + subject + " in "
                + bound.time().toSeconds() + " s";
        return new Entry.Event(System.currentTimeMillis(), "INFO", LOGGER, about, lines, null);
    }

    private void write(List<Entry> batch, WritableByteChannel channel) throws InterruptedException {
        long lost = counts.lost();
        if (lost > lostAndTold && !broken) {
            append(lost(lost - lostAndTold));
            lostAndTold = lost;
        }
        for (Entry entry : batch) {
            append(entry);
            if (buffer.size() >= WRITTEN_AT_ONCE) {
                flush(channel);
            }
        }
        flush(channel);
    }

    private static Entry lost(long lines) {
        String about = "dropped: " + lines + " lines, which could not be written in time";
        return new Entry.Event(System.currentTimeMillis(), "WARN", LOGGER, about, lines, null);
    }

    private void append(Entry entry) {
        int before = buffer.size();
        try {
            switch (entry) {
                case Entry.Request(var request) -> lines.request(request, buffer);
                case Entry.Event event -> lines.event(event, buffer);
            }
            buffered++;
        } catch (RuntimeException e) {
            // An exception whose own message cannot be had, say. It must not be the end of all lines.
            buffer.cutTo(before);
            counts.countFailed(1);
        }
    }

    private void flush(WritableByteChannel channel) throws InterruptedException {
        if (buffer.size() == 0) {
            return;
        }
        try {
            if (broken) {
                // What was written last may have been cut anywhere.
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            ByteBuffer bytes = buffer.bytes();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            broken = false;
            counts.countWritten(buffered);
        } catch (IOException e) {
            counts.countFailed(buffered);
            broken = true;
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        } finally {
            buffer.cutTo(0);
            buffered = 0;
        }
    }

    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            closing = true;
            notifyAll();
            ending = thread;
        }
        if (ending == null) {
            return;
        }
        boolean interrupted = false;
        try {
            if (!ending.join(PATIENCE)) {
                // It is stuck in a write. This closes what it writes to, if that is how it can be ended.
                ending.interrupt();
                ending.join(PATIENCE.dividedBy(5));
            }
        } catch (InterruptedException e) {
            interrupted = true;
            ending.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
