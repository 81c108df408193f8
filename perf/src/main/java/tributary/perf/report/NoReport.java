package tributary.perf.report;

/** A text that is no report, or one that a later Tributary wrote. The message says what is wrong with it. */
public final class NoReport extends Exception {
    NoReport(String why) {
        super(why);
    }
}
