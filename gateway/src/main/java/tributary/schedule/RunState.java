package tributary.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tributary.schedule.Periodic.Result;

/**
 * What came of a {@link Periodic} so far, at one moment.
 *
 * @param done runs that went well
 * @param failed runs that did not
 * @param failedInRow those since the last one that did
 * @param failure why the last run failed; null where it went well, or there was none
 * @param lastRun when the last run began, the one that goes on among them; null before the first
 * @param lastTook how long the last run took that has ended
 * @param nextRun when the next one begins; null while one goes on
 */
public record RunState(
        String name,
        long done,
        long failed,
        int failedInRow,
        @Nullable String failure,
        @Nullable Instant lastRun,
        @Nullable Duration lastTook,
        @Nullable Instant nextRun) {

    static RunState of(String name) {
        return new RunState(name, 0, 0, 0, null, null, null, null);
    }

    /** Since when a run goes on; null where none does. A run that hangs has no other mark. */
    public @Nullable Instant runningSince() {
        return nextRun == null ? lastRun : null;
    }

    RunState waiting(Instant until) {
        return new RunState(name, done, failed, failedInRow, failure, lastRun, lastTook, until);
    }

    RunState begun(Instant now) {
        return new RunState(name, done, failed, failedInRow, failure, now, lastTook, null);
    }

    RunState ended(Result result, Duration took) {
        return switch (result) {
            case Result.Done _ -> new RunState(name, done + 1, failed, 0, null, lastRun, took, nextRun);
            case Result.Failed(String why) ->
                new RunState(name, done, failed + 1, failedInRow + 1, why, lastRun, took, nextRun);
        };
    }
}
