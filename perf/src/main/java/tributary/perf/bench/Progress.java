package tributary.perf.bench;

/** Told how far a measurement is. Called by one thread. */
public interface Progress {
    /** {@code done} of {@code all} steps are done; {@code now} says what is being measured. */
    void at(int done, int all, String now);
}
