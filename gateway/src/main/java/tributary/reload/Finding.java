package tributary.reload;

/**
 * What is wrong, or looks wrong, with a configuration.
 *
 * @param error whether it keeps the configuration from being taken
 * @param line from 1
 * @param column from 1, in characters (code points)
 */
public record Finding(boolean error, String file, int line, int column, String message) {
    /** {@code file:line:column: error: message}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (error ? "error" : "warning") + ": " + message;
    }
}
