package tributary.jobs;

import org.jspecify.annotations.Nullable;
import tributary.json.JsonValue;

/** What jobs do. Thread-safe. */
public interface Work {

    /**
     * How one ended.
     *
     * @param state {@link JobState#SUCCEEDED} or {@link JobState#FAILED}
     * @param result is kept and shown as it is
     */
    record Ended(JobState state, int status, JsonValue result) {}

    /** How a job that a worker had is to end. */
    enum Verdict {
        /** As its run did. */
        FINISHED,
        CANCELLED,
        /** It was broken off and cannot be done again. */
        BROKEN_OFF,
        /** It was broken off and waits again. */
        AGAIN
    }

    /** Is told by a run how far it is. */
    interface Progress {
        /**
         * It begins now. What it does to others must come later: only what has begun is known as begun after a crash.
         *
         * @param safe whether it may be done again where it was broken off
         * @param steps of which it is made
         */
        void begins(boolean safe, int steps) throws InterruptedException, JobStore.Unavailable;

        /** A step has ended, numbered from 0; to be told by any thread. */
        void ended(int step);
    }

    /** A run that is over. What is left to do is told it once, when it is decided how the job ends. Used by one thread. */
    interface Run {
        /** Whether it came to an end by itself; else it was interrupted. */
        boolean whole();

        /**
         * What the job has come to. It is not on the disk yet: what this does may be done once more after a crash.
         *
         * @return null where it was cancelled or is done again
         */
        @Nullable
        Ended ends(Verdict verdict);
    }

    /**
     * Does it. An interrupt ends it early.
     *
     * @param request as it was accepted
     * @throws JobStore.Unavailable as thrown by {@code progress}: nothing has been done
     */
    Run run(JobRecord job, JsonValue request, Progress progress) throws JobStore.Unavailable;

    /**
     * That of a job whose run ended with an earlier process, and which cannot be done again.
     *
     * @param request null where it cannot be read any more
     */
    Ended lost(JobRecord job, @Nullable JsonValue request);

    /** That of a job in which there was a bug of ours. */
    Ended broken(JobRecord job);

    /** That of a job whose result could not be kept. */
    Ended unkept(JobRecord job);
}
