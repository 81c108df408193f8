package tributary.config;

import java.time.Duration;
import java.util.List;
import tributary.plan.Network;

/** The listeners and what is seen from outside. */
final class ServerKeys {
    static final Key<String> HOST =
            Key.of("host", Quantities.HOST, "0.0.0.0", "The address the public listener is bound to.");
    static final Key<Integer> PORT = Key.of(
            "port",
            Types.PORT,
            "8080",
            "The public listener's port, for HTTP/1.1 and HTTP/2 alike. `0` takes any free one.");
    static final Key<Integer> MAX_REQUEST_BODY = Key.of(
            "max-request-body",
            Quantities.SIZE,
            "1MiB",
            "The largest body a client may send. A larger one is answered with 413.");
    static final Key<Integer> MAX_HEADER_SIZE = Key.of(
            "max-header-size",
            Quantities.SIZE,
            "16KiB",
            "The largest request head, all headers together. A larger one is answered with 431.");
    static final Key<Duration> HEADER_TIMEOUT = Key.of(
            "header-timeout",
            Quantities.DURATION,
            "5s",
            "How long a client may take for a whole request head, from connecting or from the first byte of its next"
                    + " request; with TLS, the handshake too. Later it is answered with 408, or closed if it sent nothing.");
    static final Key<Duration> BODY_TIMEOUT = Key.of(
            "body-timeout",
            Quantities.DURATION,
            "10s",
            "How long a client may take for a whole request body. Later it is answered with 408.");
    static final Key<Duration> IDLE_TIMEOUT = Key.of(
            "idle-timeout", Quantities.DURATION, "60s", "How long a connection may lie idle between two requests.");
    static final Key<Duration> WRITE_TIMEOUT = Key.of(
            "write-timeout",
            Quantities.DURATION,
            "10s",
            "How long a client may leave its answer unread before its connection is closed.");
    static final Key<Integer> MAX_CONNECTIONS = Key.of(
            "max-connections",
            Types.count("whole number", "a whole number such as 10000", 1, 1_000_000),
            "100000",
            "Connections of clients that may be open at once. Those beyond it are closed as they come. Whatever it says, a"
                    + " quarter of the files that the process may hold open is kept for services and itself.");
    static final Key<Integer> MAX_STREAMS = Key.of(
            "max-streams",
            Types.count("whole number", "a whole number such as 100", 1, 10_000),
            "100",
            "HTTP/2 streams that one connection may have open at once.");
    static final Key<List<Written<Network>>> TRUSTED_PROXIES = Key.optional(
            "trusted-proxies",
            Types.oneOrList(Quantities.NETWORK),
            "Networks in CIDR notation, IPv4 or IPv6, whose `Forwarded` and `X-Forwarded-For` are believed. A client's address"
                    + " is then the right-most one there that is in none of them; else it is the connection's own."
                    + " Name your proxies only, and make sure that they set one of the two; where both stand there and do not"
                    + " agree, neither is believed, since one of them may be the client's own.");
    static final Key<Duration> DRAIN = Key.of(
            "drain",
            Quantities.DURATION_OR_ZERO,
            "20s",
            "How long accepted requests may go on once the process is told to stop. What has not ended by then is"
                    + " answered with 503.");
    static final Key<Duration> DRAIN_DELAY = Key.of(
            "drain-delay",
            Quantities.DURATION_OR_ZERO,
            "0s",
            "How long, before that, connections are still accepted: readiness is 503 already and answers announce the"
                    + " close, so that balancers can turn away.");
    static final Key<String> DEADLINE_HEADER = Key.of(
            "deadline-header",
            Quantities.HEADER_NAME,
            "X-Envoy-Expected-Rq-Timeout-Ms",
            "The header in which a client may ask for a shorter deadline, and in which services are told what is left of it,"
                    + " in milliseconds.");

    static final Section SERVER = new Section(
            "server",
            "The listener that clients reach.",
            """
            server:
              host: 0.0.0.0
              port: ${PORT:8080}
              max-request-body: 1MiB
              drain: 20s
            """,
            List.of(
                    HOST,
                    PORT,
                    MAX_REQUEST_BODY,
                    MAX_HEADER_SIZE,
                    HEADER_TIMEOUT,
                    BODY_TIMEOUT,
                    IDLE_TIMEOUT,
                    WRITE_TIMEOUT,
                    MAX_CONNECTIONS,
                    MAX_STREAMS,
                    TRUSTED_PROXIES,
                    DRAIN,
                    DRAIN_DELAY,
                    DEADLINE_HEADER,
                    CompressionKeys.COMPRESSION_KEY,
                    CorsKeys.CORS_KEY,
                    TlsKeys.SERVER_TLS_KEY));

    static final Key<String> ADMIN_HOST =
            Key.of("host", Quantities.HOST, "0.0.0.0", "The address the admin listener is bound to.");
    static final Key<Integer> ADMIN_PORT =
            Key.of("port", Types.PORT, "9090", "The admin listener's port. `0` takes any free one.");

    static final Section ADMIN = new Section(
            "admin",
            "The listener for operators: health, plan, reload, diagnostics. Nothing of it is ever on the public listener, and it"
                    + " asks nobody who they are: keep it inside, by `host` or by a firewall.",
            """
            admin:
              host: 127.0.0.1
              port: 9090
            """,
            List.of(ADMIN_HOST, ADMIN_PORT));

    private ServerKeys() {}
}
