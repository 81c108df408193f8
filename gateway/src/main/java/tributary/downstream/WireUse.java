package tributary.downstream;

/**
 * The connections to a service at one moment. Immutable.
 *
 * @param open or being opened
 * @param idle those of them that lie unused
 * @param waiting exchanges that wait for one
 * @param unwritten bytes of frames that the service has not taken yet; over HTTP/1.1 whoever sends writes himself
 */
public record WireUse(int open, int idle, int waiting, int unwritten) {
    public static final WireUse NONE = new WireUse(0, 0, 0);

    public WireUse(int open, int idle, int waiting) {
        this(open, idle, waiting, 0);
    }

    /** Both together. */
    public WireUse plus(WireUse other) {
        return new WireUse(open + other.open, idle + other.idle, waiting + other.waiting, unwritten + other.unwritten);
    }
}
