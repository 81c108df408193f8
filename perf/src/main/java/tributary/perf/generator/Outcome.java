package tributary.perf.generator;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of an {@link Order}.
 *
 * @param answered whatever the status
 * @param failed answered otherwise than with 200, broken off, or late beyond ten seconds
 * @param unsent came due while all connections were taken
 * @param seconds from the first request to the last answer
 * @param latency in nanoseconds; of an open loop from when a request was due, of a closed one from when it was sent
 * @param lateness how much later than due the generator itself sent, in nanoseconds; it is part of the latency
 * @param used by how much each meter rose meanwhile, in their order
 * @param generatorCpuSeconds of the generator, meanwhile
 */
public record Outcome(
        long answered,
        long failed,
        long unsent,
        double seconds,
        Histogram latency,
        Histogram lateness,
        List<Double> used,
        double generatorCpuSeconds) {
    public Outcome {
        used = List.copyOf(used);
    }

    /** Answered a second. */
    public double throughput() {
        return answered / seconds;
    }

    /** By how much a meter rose a request, in millionths of its unit: µs where it counts seconds, bytes where megabytes. */
    public double aRequest(int meter) {
        return used.get(meter) * 1e6 / Math.max(1, answered);
    }

    /** A percentile of the latency in milliseconds. */
    public double millis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e6;
    }

    /** Share of those that came due and were not answered with 200. */
    public double errorShare() {
        return (double) (failed + unsent) / Math.max(1, answered + unsent);
    }
}
