package tributary.perf.soak;

import java.util.List;

/** What a soak came to, for people, and whether it is as it should be. */
record Report(boolean passed, List<String> lines) {
    Report {
        lines = List.copyOf(lines);
    }
}
