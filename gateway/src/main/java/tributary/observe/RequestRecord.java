package tributary.observe;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * A request that has ended, as those see it who show it. It holds no value that a client or a service sent but the path, the
 * method and the ids. Immutable.
 *
 * @param id as in {@code X-Request-Id}
 * @param span that of the request in its trace; 0 where no spans are made
 * @param epochNanos when it began, in nanoseconds since 1970
 * @param startNanos the same on the ticker on which its calls are timed
 * @param elapsedNanos until its answer was written, or could not be
 * @param client who asked: the owner of a key, or an address
 * @param tier that of the key; may be empty
 * @param path as it was sent, without the query
 * @param aggregate {@code none} where there is none for it
 * @param via how it came, where no client waits for it
 * @param status 499 where nobody was there any more to be answered, or it was cancelled
 * @param outcome {@code ok}, {@code partial}, {@code client-left}, {@code cancelled} or a problem's reason
 * @param explained whether its client asked for an explanation, and may
 * @param requestBytes of the body, as far as it was read
 * @param responseBytes of the body
 * @param ownNanos of the time, what was not waiting for services; -1 where it made no calls
 * @param calls in the configuration's order
 * @param limit which policy of a rate limit refused it, such as {@code client}; empty where none did
 */
public record RequestRecord(
        String id,
        TraceContext trace,
        long span,
        long epochNanos,
        long startNanos,
        long elapsedNanos,
        String client,
        String tier,
        String method,
        String path,
        String aggregate,
        String protocol,
        Via via,
        int status,
        String outcome,
        boolean explained,
        long requestBytes,
        long responseBytes,
        long ownNanos,
        List<CallRecord> calls,
        String limit) {
    public RequestRecord {
        calls = List.copyOf(calls);
    }

    /**
     * One that came to no aggregate and no call, and was answered at once.
     *
     * @param client its address
     * @param method empty where that much was not understood, as {@code path} and {@code protocol} may be
     */
    public static RequestRecord refused(
            String id, String client, String method, String path, String protocol, int status, String outcome) {
        return new RequestRecord(
                id,
                TraceContext.of(null, null, null, TraceContext.NEVER),
                0,
                epochNanosAgo(0),
                0,
                0,
                client,
                "",
                method,
                path,
                "none",
                protocol,
                Via.CONNECTION,
                status,
                outcome,
                false,
                0,
                0,
                -1,
                List.of(),
                "");
    }

    /** So long ago by the wall clock, in nanoseconds since 1970. */
    public static long epochNanosAgo(long nanos) {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano() - nanos;
    }

    /** How a client is called that has no key; empty where its connection has no address any more. */
    public static String address(SocketAddress of) {
        return of instanceof InetSocketAddress socket && socket.getAddress() != null
                ? socket.getAddress().getHostAddress()
                : "";
    }

    /** A moment on the ticker, in nanoseconds since 1970. */
    public long epochNanos(long nanos) {
        return epochNanos + (nanos - startNanos);
    }
}
