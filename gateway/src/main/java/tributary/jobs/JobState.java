package tributary.jobs;

import java.util.Locale;

/** How far a job is. It only goes on to what stands further down; one that has ended stays as it is. */
public enum JobState {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this != QUEUED && this != RUNNING;
    }

    /** As clients and metrics see it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
