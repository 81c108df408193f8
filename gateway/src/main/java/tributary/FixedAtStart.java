package tributary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tributary.plan.ClientLimits;
import tributary.plan.JobsSpec;
import tributary.plan.Plan;
import tributary.plan.Plan.AdminSpec;
import tributary.plan.ServerSpec;
import tributary.reload.Reloader.Kept;

/**
 * A new plan as a gateway that runs can take it.
 *
 * @param plan the new one, but for what its listeners were started with
 * @param kept what it wants otherwise
 */
record FixedAtStart(Plan plan, List<Kept> kept) {
    /** A key that is read at the start only; its value is null where a plan has no section for it. */
    private record Fixed(String key, Function<Plan, @Nullable Object> value) {}

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
            new Fixed(
                    "telemetry.otlp",
                    plan -> plan.telemetry().otlp() == null
                            ? "off"
                            : plan.telemetry().otlp()),
            new Fixed("telemetry.log-format", plan -> plan.telemetry().logFormat()),
            new Fixed("jobs", plan -> plan.jobs() == null ? "off" : "on"),
            job("store", JobsSpec::store),
            job("workers", JobsSpec::workers),
            job("queue", JobsSpec::queue),
            job("max-kept", JobsSpec::maxKept),
            job("retention", JobsSpec::retention),
            job("max-result", JobsSpec::maxResult));

    private static Fixed job(String key, Function<JobsSpec, Object> value) {
        return new Fixed("jobs." + key, plan -> plan.jobs() == null ? null : value.apply(plan.jobs()));
    }

    private static Fixed limit(String key, Function<ClientLimits, Object> value) {
        return new Fixed("server." + key, plan -> value.apply(plan.server().limits()));
    }

    FixedAtStart {
        kept = List.copyOf(kept);
    }

    static FixedAtStart of(Plan running, Plan next) {
        List<Kept> kept = new ArrayList<>();
        for (Fixed fixed : KEYS) {
            Object is = fixed.value().apply(running);
            Object wanted = fixed.value().apply(next);
            if (is != null && wanted != null && !is.equals(wanted)) {
                kept.add(new Kept(
                        fixed.key(),
                        fixed.key() + " stays " + written(is) + " until a restart; it would be " + written(wanted)));
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

    /** As one would write it. */
    private static String written(Object value) {
        if (!(value instanceof Duration duration)) {
            return value.toString();
        }
        long millis = duration.toMillis();
        return millis % 3_600_000 == 0
                ? millis / 3_600_000 + "h"
                : millis % 60_000 == 0
                        ? millis / 60_000 + "m"
                        : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static ServerSpec server(ServerSpec running, ServerSpec next) {
        boolean same = (running.tls() == null) == (next.tls() == null);
        return next.at(running.host(), running.port())
                .with(running.limits())
                .securedBy(same ? next.tls() : running.tls());
    }
}
