package tributary.perf.bench;

import java.io.IOException;
import tributary.perf.report.Section;

/** One kind of measurement, a subcommand of {@code tributary bench}. */
public interface Kind {
    /** The subcommand's name. */
    String name();

    /** What it measures: one line of help. */
    String does();

    /**
     * Measures.
     *
     * @param settings how long and with what
     * @param progress told of every step
     * @throws IOException where a process or socket of the measurement's own failed
     */
    Section run(Settings settings, Progress progress) throws IOException, InterruptedException;
}
