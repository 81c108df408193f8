package tributary.resilience;

/** Who is refused last and first when there is too much to do; the order is that of importance. */
public enum Priority {
    CRITICAL,
    DEFAULT,
    BULK
}
