package tributary.plan;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A request that the gateway makes of itself again and again.
 *
 * @param target path and perhaps a query of a GET; an aggregate of the same plan answers it
 * @param jitter each run begins up to so much later
 * @param timeout of one run, beside the aggregate's deadline; null for that alone
 */
public record ScheduleSpec(
        String name,
        String target,
        Times times,
        Duration jitter,
        @Nullable Duration timeout) {

    /** When it is made. */
    public sealed interface Times {}

    /** In this distance, at once for the first time. */
    public record Every(Duration every) implements Times {}

    /** When the clock says so. */
    public record ByClock(Cron cron, ZoneId zone) implements Times {}
}
