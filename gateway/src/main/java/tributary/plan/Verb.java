package tributary.plan;

/** An HTTP method that an aggregate answers or a call uses. */
public enum Verb {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** Whether it may change something: never retried, hedged, shared or cached, and never beside another. */
    public boolean writes() {
        return this != GET;
    }
}
