package tributary.perf.report;

import java.util.List;

/**
 * One number that was measured several times.
 *
 * @param id stable from run to run, such as {@code peers.three.tributary.cpu}: two reports are compared by it
 * @param label for people
 * @param unit such as {@code µs}, {@code req/s}, {@code MB}
 * @param better which way is better
 * @param samples one per repetition, in the order measured, at least one
 */
public record Figure(String id, String label, String unit, Better better, List<Double> samples) {
    public Figure {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(id + " has not been measured");
        }
    }

    /** Which way is better. */
    public enum Better {
        LESS,
        MORE,
        NEITHER
    }

    /** The middle of the samples. */
    public double median() {
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
