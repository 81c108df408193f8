package tributary.health;

/** How something is. */
public enum Status {
    UP,
    /** Some of it is down, or it is not known to be well again. */
    DEGRADED,
    DOWN,
    /** Nobody has looked yet, or nobody looks. */
    UNKNOWN
}
