package tributary.plan;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How work is done that goes on after its request has been answered.
 *
 * @param store the directory in which jobs are kept
 * @param workers how many are done at once
 * @param queue how many wait for that at most
 * @param maxKept how many are kept at most, those that have ended among them
 * @param retention how long one is kept after its end
 * @param maxResult bytes of a result
 */
public record JobsSpec(Path store, int workers, int queue, int maxKept, Duration retention, int maxResult) {}
