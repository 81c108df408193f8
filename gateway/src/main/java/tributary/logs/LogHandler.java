package tributary.logs;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Takes what all loggers of the process have to tell. About one subject (what stands before the first colon of a message, else
 * its first word) only so many lines are written in a time: what flaps does not flood. Thread-safe.
 */
final class LogHandler extends Handler {
    private static final int LONGEST_SUBJECT = 80;

    /** For the placeholders in messages alone. */
    private static final Formatter MESSAGES = new Formatter() {
        @Override
        public String format(LogRecord logged) {
            return formatMessage(logged);
        }
    };

    private final LineSink sink;

    LogHandler(LineSink sink) {
        this.sink = sink;
    }

    @Override
    public void publish(LogRecord logged) {
        if (!isLoggable(logged)) {
            return;
        }
        String message = logged.getMessage() == null ? "" : MESSAGES.format(logged);
        String logger = logged.getLoggerName() == null ? "" : logged.getLoggerName();
        if (sink.passes(subject(message))) {
            sink.add(new Entry.Event(
                    logged.getMillis(), level(logged.getLevel()), logger, message, 0, logged.getThrown()));
        }
    }

    static String subject(String message) {
        int colon = message.indexOf(": ");
        int end = colon >= 0 && colon <= LONGEST_SUBJECT ? colon : message.indexOf(' ');
        return end < 0 ? message.substring(0, Math.min(message.length(), LONGEST_SUBJECT)) : message.substring(0, end);
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** Nothing to do: lines are not kept longer than a moment. */
    @Override
    public void flush() {}

    @Override
    public void close() {
        sink.close();
    }
}
