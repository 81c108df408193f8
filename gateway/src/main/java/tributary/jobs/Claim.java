package tributary.jobs;

/** How a cancellation began. */
enum Claim {
    /** There is none, or it is not his who asks. */
    NONE,
    /** It waited; whoever asked has it now and must say how it ends. */
    TAKEN,
    /** Whoever does it will say; or it has ended. */
    LEFT
}
