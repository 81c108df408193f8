package tributary.plan;

import java.time.Duration;
import java.util.List;

/**
 * What one client may take of the public listener's time and room. None of them is zero: a listener without one of these
 * bounds can be held open for ever.
 *
 * @param headerTimeout a whole request head, from connecting or from the first byte of the next request
 * @param bodyTimeout a whole request body
 * @param idleTimeout between two requests
 * @param writeTimeout without progress, of a client that does not read
 * @param maxConnections open at once; those beyond it are refused as they come
 * @param maxStreams HTTP/2 streams of one connection at a time
 * @param maxHeaderSize bytes of a request's head, half of it for the target; beyond it 431 or 414
 * @param maxRequestBody bytes; beyond it 413
 */
public record ClientLimits(
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        int maxConnections,
        int maxStreams,
        int maxHeaderSize,
        int maxRequestBody) {
    public ClientLimits {
        for (Duration timeout : List.of(headerTimeout, bodyTimeout, idleTimeout, writeTimeout)) {
            if (!timeout.isPositive()) {
                throw new IllegalArgumentException("a timeout of " + timeout + " is none");
            }
        }
        for (int limit : List.of(maxConnections, maxStreams, maxHeaderSize, maxRequestBody)) {
            if (limit <= 0) {
                throw new IllegalArgumentException("a limit of " + limit + " is none");
            }
        }
    }

    /** Those a configuration that says nothing gets, around the two sizes that it always says. */
    public static ClientLimits of(int maxHeaderSize, int maxRequestBody) {
        return new ClientLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                100_000,
                100,
                maxHeaderSize,
                maxRequestBody);
    }

    /** A target longer than this is 414. */
    public int maxTarget() {
        return maxHeaderSize / 2;
    }
}
