package tributary.jobs;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import tributary.jobs.JobStore.Unavailable;
import tributary.json.JsonValue;

/** What has been decided of jobs: written first, shown and counted then. Thread-safe. */
final class JobBook {
    private static final System.Logger LOG = System.getLogger("tributary.jobs");

    private final JobStore store;
    private final JobTable table;
    private final JobCounts counts;

    JobBook(JobStore store, JobTable table, JobCounts counts) {
        this.store = store;
        this.table = table;
        this.counts = counts;
    }

    /** Whether the store has taken how a job ended; {@code result} is null where it was cancelled. */
    boolean isKept(JobRecord ended, @Nullable JsonValue result) {
        try {
            store.end(ended, result);
            return true;
        } catch (Unavailable e) {
            failed(e);
            return false;
        }
    }

    /** It is on the disk, so all may see it. */
    void publish(Job job, JobRecord record) {
        table.publish(job, record);
        if (record.state().ended()) {
            counts.countEnded(record.state());
        }
    }

    /** The store could not be read or written. */
    void failed(Unavailable e) {
        // Not once a try: a full disk lasts.
        Level level = counts.storeErrors() % 100 == 0 ? Level.WARNING : Level.DEBUG;
        counts.countStoreError();
        LOG.log(level, e.getMessage(), e);
    }
}
