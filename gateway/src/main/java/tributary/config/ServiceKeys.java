package tributary.config;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tributary.json.JsonNumber;
import tributary.plan.HttpVersion;

/** What can be said of a service. */
final class ServiceKeys {
    static final String NAME_PATTERN = "^[A-Za-z][A-Za-z0-9_-]*$";

    static final Key<URI> URL = Key.optional(
            "url",
            Quantities.URL,
            "The base URL that the paths of calls are appended to. Required, unless `urls` is there.");
    static final Key<List<Written<URI>>> URLS = Key.optional(
            "urls",
            Types.oneOrList(Quantities.URL),
            "Several base URLs of the same service. Each attempt goes to the one with the fewest attempts running; one that keeps"
                    + " failing is set aside for a while, the last one never. Each has its own connections.");
    private static final Type<HttpVersion> HTTP_VERSION = Types.scalar(
            "`auto`, `1.1` or `2`",
            "auto, 1.1 or 2",
            Schemas.orSubstituted(Schemas.object(
                    "enum", List.of("auto", "1.1", "2", JsonNumber.of(new BigDecimal("1.1")), JsonNumber.of(2)))),
            scalar -> switch (scalar.text()) {
                case "auto" -> HttpVersion.AUTO;
                case "1.1" -> HttpVersion.HTTP_1_1;
                case "2" -> HttpVersion.HTTP_2;
                default -> throw new Unfit("");
            });
    static final Key<HttpVersion> HTTP = Key.of(
            "http",
            HTTP_VERSION,
            "auto",
            "The version of HTTP. `auto`: over TLS, HTTP/2 if the service speaks it, else HTTP/1.1; over plain `http:`,"
                    + " HTTP/1.1. `2` over plain `http:` takes for granted that the service speaks it; over TLS the service"
                    + " must agree. Over HTTP/2 one connection carries many calls, so few are opened.");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            Quantities.DURATION,
            "1s",
            "How long one attempt may take, from the first byte sent to the last received; never beyond the deadline that is"
                    + " left.");
    static final Key<Duration> CONNECT_TIMEOUT = Key.of(
            "connect-timeout",
            Quantities.DURATION,
            "250ms",
            "How long it may take to open a connection, TLS included.");
    static final Key<Integer> MAX_CONNECTIONS = Key.of(
            "max-connections",
            Types.count("whole number", "a whole number such as 256", 1, 100_000),
            "256",
            "Connections to this service that may be open at once, to each of its `urls`.");
    static final Key<Integer> MAX_CONCURRENT = Key.optional(
            "max-concurrent",
            Types.count("whole number", "a whole number such as 64", 1, 1_000_000),
            "Calls to this service that may run at once (a bulkhead), hedges among them. More fail as `bulkhead-full`, or wait in"
                    + " `queue`. A call keeps its place between its retries."
                    + " Without it there is no bulkhead.");
    static final Key<Integer> QUEUE = Key.of(
            "queue",
            Types.count("whole number", "a whole number such as 16", 0, 1_000_000),
            "0",
            "Calls that may wait for a place in the bulkhead.");
    static final Key<Integer> MAX_RESPONSE = Key.of(
            "max-response",
            Quantities.SIZE,
            "5MiB",
            "The largest body this service may answer with, after unpacking. A larger one fails as `too-large`.");

    static final Key<List<Written<String>>> FORWARD = Key.optional(
            "forward",
            Types.list(Quantities.HEADER_NAME),
            "Names of the client's headers that are passed on. Unnamed ones are not, but for trace context,"
                    + " `accept-language` and the deadline.");
    static final Key<Map<String, Written<Node.Scalar>>> SET = Key.optional(
            "set",
            CallKeys.HEADER_MAP,
            "Headers of every call to this service; each value is a template. One that comes out null is not sent.");

    static final Section HEADERS =
            new Section("services.NAME.headers", "The request headers a service is sent.", """
            services:
              accounts:
                url: http://accounts.internal:8080
                headers:
                  forward: [authorization]
                  set:
                    X-Api-Key: ${file:secrets/accounts-key}
                    X-Tenant: '{header."x-tenant"}'
            """, List.of(FORWARD, SET));

    static final Key<Fields> HEADERS_KEY = Key.optional("headers", HEADERS.type(), "The headers this service is sent.");

    static final Section SERVICE = new Section(
            "services.NAME",
            "A service that calls go to. Its name is what stands before the colon in `get: NAME:/path`.",
            """
            services:
              catalog:   { url: http://127.0.0.1:9101, timeout: 400ms }
              inventory: { url: http://127.0.0.1:9104, max-concurrent: 64, queue: 16 }
            """,
            List.of(
                    URL,
                    URLS,
                    HTTP,
                    TIMEOUT,
                    CONNECT_TIMEOUT,
                    MAX_CONNECTIONS,
                    MAX_CONCURRENT,
                    QUEUE,
                    MAX_RESPONSE,
                    HEADERS_KEY,
                    TlsKeys.SERVICE_TLS_KEY,
                    ServiceAuthKeys.AUTH_KEY,
                    PolicyKeys.RETRY_KEY,
                    PolicyKeys.HEDGE_KEY,
                    PolicyKeys.BREAKER_KEY,
                    HealthKeys.HEALTH_KEY));

    private ServiceKeys() {}
}
