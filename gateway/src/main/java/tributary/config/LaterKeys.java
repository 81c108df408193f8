package tributary.config;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys that this version knows but does not act on. Without some of them answers or safety would be other than the
 * configuration's author wants, so they are refused; the others only leave something out. Who builds one removes its row.
 */
final class LaterKeys {
    private static final String AGGREGATE = "aggregates.\"METHOD /path\"";

    private static final List<Row> ROWS = Stream.of(
                    refused("events.NAME", "redis"),
                    refused("auth", "jwt"),
                    refused("limits", "on-store-failure"),
                    ignored("services.NAME", "openapi"),
                    ignored(AGGREGATE, "cache", "etag"),
                    refused(AGGREGATE + ".calls.NAME", "batch"),
                    ignored(AGGREGATE + ".calls.NAME", "cache"))
            .flatMap(List::stream)
            .toList();

    private LaterKeys() {}

    /** A key of the section at {@code path}; {@code matters} where it is refused rather than ignored. */
    record Row(String path, String name, boolean matters) {}

    static List<Row> of(String path) {
        return ROWS.stream().filter(row -> row.path().equals(path)).toList();
    }

    private static List<Row> refused(String path, String... names) {
        return Arrays.stream(names).map(name -> new Row(path, name, true)).toList();
    }

    private static List<Row> ignored(String path, String... names) {
        return Arrays.stream(names).map(name -> new Row(path, name, false)).toList();
    }
}
