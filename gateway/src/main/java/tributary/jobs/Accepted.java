package tributary.jobs;

/** What becomes of a request for a job. */
public sealed interface Accepted {
    /** It is kept, whatever happens to the process from now on. */
    record New(JobView job) implements Accepted {}

    /** The same was asked for before. */
    record Same(JobView job) implements Accepted {}

    /** Something else was asked for under that name. */
    record Other() implements Accepted {}

    /** There are too many already. */
    record Full() implements Accepted {}

    /** It could not be kept, so there is none. */
    record Unkept() implements Accepted {}
}
