package tributary.plan;

import java.util.List;
import java.util.Map;

/**
 * What a gateway does: its configuration, checked and understood. Nothing behind it checks again, nothing behind it knows
 * YAML. Deeply immutable.
 *
 * @param auth how clients show who they are
 * @param limits how much they may ask
 * @param services by name, in the configuration's order
 * @param aggregates in the configuration's order; no two answer the same requests
 * @param overload how much is taken on at once
 * @param telemetry what is told about the work
 * @param events where events go, by name, in the configuration's order
 */
public record Plan(
        ServerSpec server,
        AdminSpec admin,
        AuthSpec auth,
        LimitsSpec limits,
        Map<String, ServiceSpec> services,
        List<Aggregate> aggregates,
        OverloadSpec overload,
        TelemetrySpec telemetry,
        Map<String, SinkSpec> events) {
    public Plan {
        services = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(services));
        aggregates = List.copyOf(aggregates);
        events = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(events));
    }

    /** One whose events go nowhere. */
    public Plan(
            ServerSpec server,
            AdminSpec admin,
            AuthSpec auth,
            LimitsSpec limits,
            Map<String, ServiceSpec> services,
            List<Aggregate> aggregates,
            OverloadSpec overload,
            TelemetrySpec telemetry) {
        this(server, admin, auth, limits, services, aggregates, overload, telemetry, Map.of());
    }

    /** The admin listener. */
    public record AdminSpec(String host, int port) {}
}
