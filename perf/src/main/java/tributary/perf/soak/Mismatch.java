package tributary.perf.soak;

/** The gateway answered, but not what this very request should have been answered. */
final class Mismatch extends Exception {
    private static final long serialVersionUID = 1;

    Mismatch(String expected, Object instead) {
        super("expected " + expected + ", got " + instead);
    }
}
