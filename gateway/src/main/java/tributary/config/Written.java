package tributary.config;

/**
 * A value that stands in the configuration.
 *
 * @param at its key
 * @param node what was written
 * @param value what it means
 */
record Written<T>(At at, Node node, T value) {
    /** Where the value stands. */
    Place place() {
        return node.place();
    }
}
