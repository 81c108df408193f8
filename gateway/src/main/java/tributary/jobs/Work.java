package tributary.jobs;

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

    /** Is told how far the work is. */
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

    /**
     * Does it.
     *
     * @param request as it was accepted
     * @throws InterruptedException where it was cancelled
     * @throws JobStore.Unavailable as thrown by {@code progress}: nothing has been done
     */
    Ended run(JobRecord job, JsonValue request, Progress progress) throws InterruptedException, JobStore.Unavailable;

    /** That of a job which was broken off and cannot be done again. */
    Ended brokenOff(JobRecord job);

    /** That of a job in which there was a bug of ours. */
    Ended broken(JobRecord job);
}
