package tributary.plan;

import java.time.Duration;
import java.util.List;

/**
 * Which pages of other origins may ask. Immutable.
 *
 * @param origins such as {@code https://shop.example}; {@code *} alone for all
 * @param methods that they may use; empty for those that an endpoint has
 * @param headers that they may send beyond the harmless ones, lower case
 * @param credentials whether cookies come along; never with all origins
 * @param maxAge how long a browser may remember the answer to a preflight
 */
public record CorsSpec(
        List<String> origins, List<Verb> methods, List<String> headers, boolean credentials, Duration maxAge) {
    public static final String ALL = "*";

    public CorsSpec {
        origins = List.copyOf(origins);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
    }

    public boolean allowsAll() {
        return origins.contains(ALL);
    }
}
