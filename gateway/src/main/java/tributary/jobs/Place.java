package tributary.jobs;

/** What comes of asking for a job: one that is to be kept first, or the answer. */
sealed interface Place {
    record Free(Job job) implements Place {}

    record Answer(Accepted accepted) implements Place {}
}
