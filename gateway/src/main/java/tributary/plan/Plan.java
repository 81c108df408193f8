package tributary.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param jobs null where no aggregate is done in one
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
        @Nullable JobsSpec jobs) {
    public Plan {
        services = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(services));
        aggregates = List.copyOf(aggregates);
    }

    /** The admin listener. */
    public record AdminSpec(String host, int port) {}
}
