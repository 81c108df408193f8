package tributary.plan;

/**
 * Which answers are compressed for clients that take them so. Immutable.
 *
 * @param on whether any is
 * @param minSize of a document, in bytes: shorter ones are sent as they are
 * @param level from 1, the quickest, to 9, the smallest
 */
public record CompressionSpec(boolean on, int minSize, int level) {}
