package tributary.downstream;

/**
 * The connections to a service at one moment. Immutable.
 *
 * @param open or being opened
 * @param idle those of them that lie unused
 * @param waiting exchanges that wait for one
 */
public record WireUse(int open, int idle, int waiting) {
    public static final WireUse NONE = new WireUse(0, 0, 0);

    /** Both together. */
    public WireUse plus(WireUse other) {
        return new WireUse(open + other.open, idle + other.idle, waiting + other.waiting);
    }
}
