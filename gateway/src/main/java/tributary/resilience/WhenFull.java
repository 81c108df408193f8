package tributary.resilience;

/** What becomes of something new where a queue has no room. */
public enum WhenFull {
    /** It waits for room as long as it may. */
    BLOCK,
    /** It is left out, and counted. */
    DROP,
    /** Whoever brings it is refused. */
    REJECT
}
