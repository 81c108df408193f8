package tributary.perf.soak;

import java.util.Locale;

/** How a job may end. */
enum JobEnd {
    SUCCEEDED,
    FAILED,
    CANCELLED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
