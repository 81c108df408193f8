package tributary;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tributary.plan.ClientLimits;
import tributary.plan.Plan;
import tributary.plan.Plan.AdminSpec;
import tributary.plan.ServerSpec;

/**
 * A new plan as a gateway that runs can take it.
 *
 * @param plan the new one, but for what its listeners were started with
 * @param kept what it wants otherwise, one line each
 */
record FixedAtStart(Plan plan, List<String> kept) {
    /** A key that a listener reads only when it starts. */
    private record Fixed(String key, Function<Plan, Object> value) {}

    private static final List<Fixed> KEYS = List.of(
            new Fixed("server.host", plan -> plan.server().host()),
            new Fixed("server.port", plan -> plan.server().port()),
            limit("header-timeout", ClientLimits::headerTimeout),
            limit("body-timeout", ClientLimits::bodyTimeout),
            limit("idle-timeout", ClientLimits::idleTimeout),
            limit("write-timeout", ClientLimits::writeTimeout),
            limit("max-connections", ClientLimits::maxConnections),
            limit("max-streams", ClientLimits::maxStreams),
            limit("max-header-size", ClientLimits::maxHeaderSize),
            limit("max-request-body", ClientLimits::maxRequestBody),
            new Fixed("server.tls", plan -> plan.server().tls() == null ? "off" : "on"),
            new Fixed("admin.host", plan -> plan.admin().host()),
            new Fixed("admin.port", plan -> plan.admin().port()),
            new Fixed("telemetry.otlp", plan -> String.valueOf(plan.telemetry().otlp())),
            new Fixed("telemetry.log-format", plan -> plan.telemetry().logFormat()),
            new Fixed("jobs", plan -> String.valueOf(plan.jobs())));

    private static Fixed limit(String key, Function<ClientLimits, Object> value) {
        return new Fixed("server." + key, plan -> value.apply(plan.server().limits()));
    }

    FixedAtStart {
        kept = List.copyOf(kept);
    }

    static FixedAtStart of(Plan running, Plan next) {
        List<String> kept = new ArrayList<>();
        for (Fixed fixed : KEYS) {
            Object is = fixed.value().apply(running);
            Object wanted = fixed.value().apply(next);
            if (!is.equals(wanted)) {
                kept.add(fixed.key() + " stays " + is + " until a restart; it would be " + wanted);
            }
        }
        AdminSpec admin = running.admin();
        return new FixedAtStart(
                new Plan(
                        server(running.server(), next.server()),
                        admin,
                        next.auth(),
                        next.limits(),
                        next.services(),
                        next.aggregates(),
                        next.overload(),
                        next.telemetry().keeping(running.telemetry()),
                        next.schedules(),
                        running.jobs(),
                        next.events()),
                kept);
    }

    private static ServerSpec server(ServerSpec running, ServerSpec next) {
        boolean same = (running.tls() == null) == (next.tls() == null);
        return next.at(running.host(), running.port())
                .with(running.limits())
                .securedBy(same ? next.tls() : running.tls());
    }
}
