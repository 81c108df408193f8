package tributary.perf.bench;

import java.nio.file.Path;

/**
 * How to measure.
 *
 * @param quick each kind in under two minutes: fewer repetitions and points, the same measurements
 * @param home the checkout: its launcher starts the gateway that is measured, as its users would
 * @param scratch a folder of this run for what the processes write
 */
public record Settings(boolean quick, Path home, Path scratch) {}
