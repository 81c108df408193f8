package tributary.config;

import java.util.Comparator;
import java.util.Locale;

/**
 * What is wrong, or looks wrong, at one place of the configuration; the message ends with what was probably meant, where
 * that can be guessed. It never holds a value that came from the environment or from a file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1, in characters (code points)
 */
public record Diagnostic(Severity severity, String file, int line, int column, String message)
        implements Comparable<Diagnostic> {
    private static final Comparator<Diagnostic> BY_PLACE = Comparator.comparing(Diagnostic::file)
            .thenComparingInt(Diagnostic::line)
            .thenComparingInt(Diagnostic::column)
            .thenComparing(Diagnostic::severity)
            .thenComparing(Diagnostic::message);

    /** An error keeps the gateway from starting, a warning does not. */
    public enum Severity {
        ERROR,
        WARNING
    }

    @Override
    public int compareTo(Diagnostic other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code file:line:column: error: message}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %s: %s".formatted(file, line, column, severity.name().toLowerCase(Locale.ROOT), message);
    }
}
