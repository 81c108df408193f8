package tributary.stubs;

import java.util.Map;

/**
 * How a {@link Shop} is to be opened.
 *
 * @param host the address to listen on
 * @param ports by service; one that is not named gets any free port
 * @param delay whether answers take the time real services take
 * @param seed of the delays
 */
public record ShopOptions(String host, Map<String, Integer> ports, boolean delay, long seed) {
    public ShopOptions {
        ports = Map.copyOf(ports);
    }

    /** Returns options for tests: 127.0.0.1, free ports, no delays. */
    public static ShopOptions forTests() {
        return new ShopOptions("127.0.0.1", Map.of(), false, 1);
    }
}
