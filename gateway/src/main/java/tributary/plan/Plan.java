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
 * @param schedules what is asked again and again by itself, each under a name of its own
 * @param jobs null where no aggregate is done in one
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
        List<ScheduleSpec> schedules,
        @Nullable JobsSpec jobs,
        Map<String, SinkSpec> events) {
    public Plan {
        services = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(services));
        aggregates = List.copyOf(aggregates);
        schedules = List.copyOf(schedules);
        events = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(events));
    }

    /** The admin listener. */
    public record AdminSpec(String host, int port) {}
}
