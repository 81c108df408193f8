package tributary.config;

import java.util.List;
import java.util.Map;

/** The whole file. */
final class RootKeys {
    static final Key<Fields> SERVER = Key.optional("server", ServerKeys.SERVER.type(), "The public listener.");
    static final Key<Fields> ADMIN = Key.optional("admin", ServerKeys.ADMIN.type(), "The listener for operators.");
    static final Key<Map<String, Written<Fields>>> SERVICES = Key.optional(
            "services",
            Types.named("service names", ServiceKeys.SERVICE.type(), ServiceKeys.SERVICE, ServiceKeys.NAME_PATTERN),
            "The services that calls go to, by name.");
    static final Key<Map<String, Written<Fields>>> AGGREGATES = Key.optional(
            "aggregates",
            Types.named("endpoints", AggregateKeys.AGGREGATE.type(), AggregateKeys.AGGREGATE, Types.aggregatePattern()),
            "The endpoints, by method and path.");
    static final Key<Fields> AUTH = Key.optional("auth", AuthKeys.AUTH.type(), "How clients show who they are.");
    static final Key<Fields> LIMITS = Key.optional("limits", LimitKeys.LIMITS.type(), "How much may be asked.");
    static final Key<Fields> OVERLOAD =
            Key.optional("overload", OverloadKeys.OVERLOAD.type(), "How much the gateway takes on at once.");
    static final Key<Fields> TELEMETRY =
            Key.optional("telemetry", TelemetryKeys.TELEMETRY.type(), "What the gateway tells about its work.");
    static final Key<Fields> JOBS =
            Key.optional("jobs", JobKeys.JOBS.type(), "How work is done that goes on after its request is answered.");

    static final Key<Map<String, Written<Fields>>> EVENTS = Key.optional(
            "events",
            Types.named("sinks", EventKeys.SINK.type(), EventKeys.SINK, ServiceKeys.NAME_PATTERN),
            "Where the events go that aggregates `emit`, by name.");

    static final Key<Map<String, Written<Fields>>> SCHEDULES = Key.optional(
            "schedules",
            Types.named(
                    "schedule names", ScheduleKeys.SCHEDULE.type(), ScheduleKeys.SCHEDULE, ServiceKeys.NAME_PATTERN),
            "Requests that the gateway makes of itself again and again, by name.");

    static final Section ROOT = new Section(
            "",
            """
            One YAML 1.2 file, or a directory whose `*.yaml` and `*.yml` files are united. The sections may be spread over
            several files; one service, one aggregate, one key of `server` stands in one file. Aliases and merge keys (`<<`) work.
            A file has at most 1 MiB, an aggregate at most 200 calls.

            Every value may hold `${NAME}` (an environment variable), `${NAME:default}`, or `${file:PATH}` (a secret,
            relative to the file that names it); `$${` is a literal `${`. What is put in is a value, never YAML, and braces in it
            are text, never an expression. Durations are written `250ms`, `2s`, `1m`, `1h`, sizes `512B`, `64KiB`, `5MiB`.

            In templates, `{…}` holds a [JMESPath](https://jmespath.org/specification.html) expression over `path`, `query`,
            `header` (names in lower case), `cookie`, `body`, `item` (with `for-each`), and each call's value under its name.
            `{{` and `}}` are literal braces.""",
            "",
            List.of(SERVER, ADMIN, SERVICES, AGGREGATES, AUTH, LIMITS, OVERLOAD, TELEMETRY, SCHEDULES, JOBS, EVENTS));

    /** All sections, outer before inner. */
    static final List<Section> SECTIONS = List.of(
            ROOT,
            ServerKeys.SERVER,
            CompressionKeys.COMPRESSION,
            TlsKeys.SERVER_TLS,
            CorsKeys.CORS,
            ServerKeys.ADMIN,
            ServiceKeys.SERVICE,
            ServiceKeys.HEADERS,
            TlsKeys.SERVICE_TLS,
            ServiceAuthKeys.AUTH,
            ServiceAuthKeys.BASIC_SECTION,
            ServiceAuthKeys.OAUTH2_SECTION,
            PolicyKeys.RETRY,
            PolicyKeys.HEDGE,
            PolicyKeys.BREAKER,
            HealthKeys.HEALTH,
            AggregateKeys.AGGREGATE,
            AggregateKeys.PARTIAL,
            CallKeys.CALL,
            EventKeys.EMIT,
            AuthKeys.AUTH,
            AuthKeys.API_KEYS,
            AuthKeys.KEY,
            LimitKeys.LIMITS,
            LimitKeys.GLOBAL,
            LimitKeys.PER_CLIENT,
            LimitKeys.TIER,
            OverloadKeys.OVERLOAD,
            TelemetryKeys.TELEMETRY,
            ScheduleKeys.SCHEDULE,
            JobKeys.JOBS,
            EventKeys.SINK,
            EventKeys.FILE,
            EventKeys.ROTATE,
            EventKeys.WEBHOOK,
            EventKeys.RETRY);

    private RootKeys() {}
}
