package tributary.downstream.http1;

import java.time.Duration;

/**
 * The limits of one service's transport.
 *
 * @param connectTimeout for resolving the name, connecting and the TLS handshake together
 * @param maxConnections open at once, idle ones and those being opened among them; at least 1
 * @param maxWaiting exchanges that may wait for a connection when all are in use; more are refused at once
 * @param maxResponse bytes of a body, before and after unpacking
 * @param maxIdle how long a connection may lie unused before it is closed instead of used
 */
public record TransportSettings(
        Duration connectTimeout, int maxConnections, int maxWaiting, int maxResponse, Duration maxIdle) {
    /** Beyond this no array can be made. */
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    public TransportSettings {
        if (connectTimeout.isNegative() || connectTimeout.isZero() || maxIdle.isNegative()) {
            throw new IllegalArgumentException("a time that is not positive");
        }
        if (maxConnections < 1 || maxWaiting < 0 || maxResponse < 0 || maxResponse > LARGEST_ARRAY) {
            throw new IllegalArgumentException("a number out of its range");
        }
    }

    /** Four waiting exchanges a connection, and half a minute idle. */
    public static TransportSettings of(Duration connectTimeout, int maxConnections, int maxResponse) {
        int waiting = (int) Math.min(4L * maxConnections, Integer.MAX_VALUE);
        return new TransportSettings(
                connectTimeout, maxConnections, waiting, Math.min(maxResponse, LARGEST_ARRAY), Duration.ofSeconds(30));
    }
}
