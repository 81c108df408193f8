package tributary.plan;

/**
 * Who may ask an aggregate, and what it costs of a client's limit.
 *
 * @param cost in tokens, 0 or more
 */
public record Access(Auth auth, int cost) {
    /** Whether a client must show who it is. */
    public enum Auth {
        REQUIRED,
        /** It may; whoever shows something wrong is refused all the same. */
        OPTIONAL,
        /** Nobody looks. */
        NONE
    }
}
