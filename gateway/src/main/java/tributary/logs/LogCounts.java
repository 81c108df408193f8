package tributary.logs;

import java.util.concurrent.atomic.LongAdder;

/** What became of the lines of one log. All numbers only grow. Thread-safe. */
public final class LogCounts {
    private final LongAdder written = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder leftOut = new LongAdder();

    LogCounts() {}

    /** Lines that were written. */
    public long written() {
        return written.sum();
    }

    /** Lines dropped because too many waited already. */
    public long full() {
        return full.sum();
    }

    /** Lines that could not be written. */
    public long failed() {
        return failed.sum();
    }

    /** Lines left out because too many of their kind came at once. */
    public long leftOut() {
        return leftOut.sum();
    }

    void countWritten(int lines) {
        written.add(lines);
    }

    void countFull() {
        full.increment();
    }

    void countFailed(int lines) {
        failed.add(lines);
    }

    void countLeftOut() {
        leftOut.increment();
    }

    long lost() {
        return full.sum() + failed.sum();
    }
}
