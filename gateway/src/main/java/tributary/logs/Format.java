package tributary.logs;

/** How lines are written. */
public enum Format {
    /** For people: {@code name=value}. */
    TEXT,
    /** A JSON object a line. */
    JSON;

    /** The one line for each entry; not thread-safe. */
    Lines lines() {
        return switch (this) {
            case TEXT -> new TextLines();
            case JSON -> new JsonLines();
        };
    }
}
