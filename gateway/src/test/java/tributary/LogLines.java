package tributary;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger is told, from the opening of this to its closing. */
public final class LogLines implements AutoCloseable {
    // Held, since loggers that nobody holds are forgotten, and their handlers with them.
    private final Logger logger;
    private final boolean shown;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord told) {
            records.add(told);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LogLines(Logger logger) {
        this.logger = logger;
        shown = logger.getUseParentHandlers();
        logger.addHandler(handler);
    }

    public static LogLines of(String logger) {
        return new LogLines(Logger.getLogger(logger));
    }

    /** Keeps them from whoever reads the test's own output. */
    LogLines kept() {
        logger.setUseParentHandlers(false);
        return this;
    }

    /** So far, each as in {@code WARNING service s is down}. */
    List<String> all() {
        return records.stream()
                .map(told -> told.getLevel() + " " + told.getMessage())
                .toList();
    }

    /** The same without their levels. */
    public List<String> messages() {
        return records.stream().map(told -> String.valueOf(told.getMessage())).toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(shown);
    }
}
