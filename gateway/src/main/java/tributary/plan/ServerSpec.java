package tributary.plan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public listener.
 *
 * @param port 0 takes any free one
 * @param limits of what a client may take
 * @param trustedProxies whose word is taken for where a request comes from
 * @param drain how long accepted requests may finish once the process is told to stop
 * @param drainDelay how long connections are still accepted before that, while answers announce the end
 * @param deadlineHeader in which a client may ask for a shorter deadline and services are told what is left, lower case
 * @param compression of answers
 * @param cors which pages of other origins may ask; null where no browser is told that any may
 * @param tls null where it speaks plain HTTP
 */
public record ServerSpec(
        String host,
        int port,
        ClientLimits limits,
        List<Network> trustedProxies,
        Duration drain,
        Duration drainDelay,
        String deadlineHeader,
        CompressionSpec compression,
        @Nullable CorsSpec cors,
        @Nullable ListenerTls tls) {
    public ServerSpec {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The same, listening elsewhere. */
    public ServerSpec at(String otherHost, int otherPort) {
        return new ServerSpec(
                otherHost,
                otherPort,
                limits,
                trustedProxies,
                drain,
                drainDelay,
                deadlineHeader,
                compression,
                cors,
                tls);
    }

    /** The same with other limits. */
    public ServerSpec with(ClientLimits other) {
        return new ServerSpec(
                host, port, other, trustedProxies, drain, drainDelay, deadlineHeader, compression, cors, tls);
    }

    /** The same with other TLS, or none. */
    public ServerSpec securedBy(@Nullable ListenerTls other) {
        return new ServerSpec(
                host, port, limits, trustedProxies, drain, drainDelay, deadlineHeader, compression, cors, other);
    }
}
