package tributary.jobs;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonValue;

/**
 * Where jobs are kept. What a method has returned from is there after a crash at any later moment; what it has thrown for
 * has not happened. None takes longer than a few seconds, whatever the disk does.
 *
 * <p>Thread-safe. An interrupt ends none of it: a job that may or may not be there would be the worst of all.
 */
public interface JobStore extends AutoCloseable {

    /** It could not be read or written just now, as where a disk is full. */
    final class Unavailable extends Exception {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** There is no store to work with; the message is one line that says what to do. */
    final class CannotOpen extends Exception {
        public CannotOpen(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** All that were kept when it was opened, in no order. */
    List<JobRecord> kept();

    /**
     * Keeps a new job.
     *
     * @param limit to the wait, where the store's own is not shorter
     */
    void add(JobRecord job, JsonValue request, Duration limit) throws Unavailable;

    /** Keeps what has changed of a job. */
    void change(JobRecord job) throws Unavailable;

    /** Keeps how a job ended; its request is forgotten. */
    void end(JobRecord job, @Nullable JsonValue result) throws Unavailable;

    /** Null where there is none any more. */
    @Nullable
    JsonValue request(String id) throws Unavailable;

    /** Null where there is none. */
    @Nullable
    JsonValue result(String id) throws Unavailable;

    /** Forgets jobs, and gives back their room on the disk sooner or later. */
    void forget(List<String> ids) throws Unavailable;

    /** Why it is of no use at the moment, in a word; null where it is. */
    @Nullable
    String failure();

    /** How many wait for the store, or for the commit that goes on. */
    int waiting();

    @Override
    void close();
}
