package tributary.config;

/**
 * The key that a value is read for.
 *
 * @param path its name from the top: {@code services.catalog.timeout}; empty for the whole configuration
 * @param key as it stands there
 */
record At(String path, Node.Scalar key) {
    /** The top, which has no key. */
    static At top(Place place) {
        return new At("", new Node.Scalar(place, "", "", "", true, -1));
    }

    At key(Node.Scalar key) {
        String name = key.text().matches("[A-Za-z0-9_-]+") ? key.text() : "\"" + Quoted.cut(key.text(), 60) + "\"";
        return new At(path.isEmpty() ? name : path + "." + name, key);
    }

    /** Where the key stands. */
    Place place() {
        return key.place();
    }

    @Override
    public String toString() {
        return path.isEmpty() ? "the configuration" : path;
    }
}
