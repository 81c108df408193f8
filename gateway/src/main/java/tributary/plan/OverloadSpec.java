package tributary.plan;

/**
 * How much the gateway takes on at once.
 *
 * @param min of requests in flight, below which the limit does not fall; at least 1
 * @param max beyond which it does not rise; at least {@code min}
 * @param queue whether whoever finds no place may wait a moment for one
 * @param bodyMemory for the bodies that requests hold
 */
public record OverloadSpec(Algorithm algorithm, int min, int max, boolean queue, BodyMemory bodyMemory) {
    public OverloadSpec {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("min " + min + ", max " + max);
        }
    }

    /** How the limit is found. */
    public enum Algorithm {
        /** Between {@code min} and {@code max}, by the gateway's own time. */
        GRADIENT,
        /** Always {@code max}. */
        FIXED,
        /** No limit. */
        OFF
    }

    /** An amount of memory. */
    public sealed interface BodyMemory {
        record Share(int percentOfHeap) implements BodyMemory {}

        record Fixed(long bytes) implements BodyMemory {}

        /** In bytes, in a process whose heap is at most so large. */
        default long of(long maxHeap) {
            return switch (this) {
                case Share(int percent) -> maxHeap / 100 * percent;
                case Fixed(long bytes) -> bytes;
            };
        }
    }
}
