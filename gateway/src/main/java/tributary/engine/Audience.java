package tributary.engine;

/** Who takes the parts of a document, on the request's own thread. */
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
}
