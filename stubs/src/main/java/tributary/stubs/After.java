package tributary.stubs;

/** What becomes of a connection once a fault has been written to it. */
enum After {
    /** It stays open for the next request. */
    KEEP,
    /** It is closed in order: FIN, once all that was written has been sent. */
    CLOSE,
    /** It is torn down: RST. */
    RESET
}
