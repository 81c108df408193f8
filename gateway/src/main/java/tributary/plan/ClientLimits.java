package tributary.plan;

import java.time.Duration;

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
 * @param maxHeaderSize bytes of a request's head; beyond it 431
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
        int maxRequestBody) {}
