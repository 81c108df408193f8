package tributary.engine;

/** Who takes the parts of a document, on the request's own thread but for {@link #leavesWithin}. */
public interface Audience {
    /** Work that an interrupt ends. */
    @FunctionalInterface
    interface Wait<T> {
        T run() throws InterruptedException;
    }

    /** Waits for the next part in such a way that the request can be ended meanwhile. */
    <T> T waiting(Wait<T> wait) throws InterruptedException;

    /** Takes a part. It may block while the client reads slowly; calls go on meanwhile. */
    void part(Part part);

    /** Nothing came for a while. */
    void silence();

    /**
     * Whether it leaves within so long; returns as soon as it does. Another thread asks, also while {@link #part} blocks: calls must
     * not go on for as long as a client does not read that is not there any more.
     */
    boolean leavesWithin(long nanos) throws InterruptedException;
}
