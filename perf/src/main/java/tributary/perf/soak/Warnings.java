package tributary.perf.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Hears what is logged as a warning or worse, instead of whoever else would print it; but for what reloading has to say of
 * configurations that we ourselves have spoiled, for the full bulkhead of a service that we have made too narrow, and for the webhook
 * that fails. Thread-safe.
 */
final class Warnings extends Handler implements AutoCloseable {
    private static final int KEPT = 5;
    private static final List<String> EXPECTED =
            List.of("service narrow: has no place left", "events.hook cannot be delivered");

    private final Logger root = Logger.getLogger("");
    private final Handler[] others = root.getHandlers();
    private final SimpleFormatter form = new SimpleFormatter();
    private final List<String> first = new ArrayList<>();
    private int count;

    private Warnings() {}

    static Warnings heard() {
        Warnings warnings = new Warnings();
        for (Handler other : warnings.others) {
            warnings.root.removeHandler(other);
        }
        warnings.root.addHandler(warnings);
        return warnings;
    }

    @Override
    public synchronized void publish(@Nullable LogRecord logged) {
        if (logged != null
                && logged.getLevel().intValue() >= Level.WARNING.intValue()
                && !String.valueOf(logged.getLoggerName()).startsWith("tributary.reload")
                && EXPECTED.stream().noneMatch(String.valueOf(logged.getMessage())::startsWith)) {
            count++;
            if (first.size() < KEPT) {
                first.add(form.format(logged).strip());
            }
        }
    }

    synchronized int count() {
        return count;
    }

    synchronized List<String> first() {
        return List.copyOf(first);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        for (Handler other : others) {
            root.addHandler(other);
        }
    }
}
