package tributary;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.plan.Aggregate;
import tributary.plan.Attempts;
import tributary.plan.Call;
import tributary.plan.HealthSpec;
import tributary.plan.Plan;
import tributary.plan.ServerSpec;
import tributary.plan.ServiceSpec;
import tributary.reload.PlanSource;

/**
 * Gives the services of tests the time that a crowded machine may need. A call's default timeout of a second, 250 ms of them to
 * connect, and a deadline of two are right for users; here a thread may come to run that late. What a test writes down itself,
 * and is none of these values, stays.
 */
final class Patience {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final boolean whatever;
    private final Map<String, ServiceSpec> services = new LinkedHashMap<>();

    private Patience(boolean whatever) {
        this.whatever = whatever;
    }

    /** With the defaults alone. */
    static Plan withDefaults(Plan plan) {
        return new Patience(false).plan(plan);
    }

    /** With every time that is shorter, whoever wrote it. Its end does not wait as long for sinks that take nothing. */
    static Plan always(Plan plan) {
        return new Patience(true).plan(plan);
    }

    /** {@link #withDefaults} with whatever {@code source} gives. */
    static PlanSource withDefaults(PlanSource source) {
        return new PlanSource() {
            @Override
            public Path path() {
                return source.path();
            }

            @Override
            public List<Path> files() {
                return source.files();
            }

            @Override
            public Reading read() {
                Reading read = source.read();
                Plan plan = read.plan();
                return plan == null
                        ? read
                        : new Reading(withDefaults(plan), read.findings(), read.alsoRead(), read.places());
            }
        };
    }

    private Duration longer(Duration time, Duration byDefault) {
        boolean longer = whatever ? time.compareTo(LONG) < 0 : time.equals(byDefault);
        return longer ? LONG : time;
    }

    private Plan plan(Plan plan) {
        plan.services().forEach((name, service) -> services.put(name, service(service)));
        return new Plan(
                whatever ? endingSoon(plan.server()) : plan.server(),
                plan.admin(),
                plan.auth(),
                plan.limits(),
                services,
                plan.aggregates().stream().map(this::aggregate).toList(),
                plan.overload(),
                plan.telemetry(),
                plan.schedules(),
                plan.jobs(),
                plan.events());
    }

    private static ServerSpec endingSoon(ServerSpec spec) {
        return new ServerSpec(
                spec.host(),
                spec.port(),
                spec.limits(),
                spec.trustedProxies(),
                Duration.ofMillis(300),
                spec.drainDelay(),
                spec.deadlineHeader(),
                spec.compression(),
                spec.cors(),
                spec.tls());
    }

    private ServiceSpec service(ServiceSpec spec) {
        return new ServiceSpec(
                spec.name(),
                spec.urls(),
                spec.http(),
                longer(spec.timeout(), TIMEOUT),
                longer(spec.connectTimeout(), CONNECT_TIMEOUT),
                spec.maxConnections(),
                spec.maxConcurrent(),
                spec.queue(),
                spec.maxResponse(),
                spec.forward(),
                spec.set(),
                spec.tls(),
                spec.auth(),
                spec.extras(),
                spec.breaker(),
                health(spec.health()));
    }

    private @Nullable HealthSpec health(@Nullable HealthSpec spec) {
        return spec == null
                ? null
                : new HealthSpec(spec.path(), spec.every(), longer(spec.timeout(), TIMEOUT), spec.required());
    }

    private Aggregate aggregate(Aggregate spec) {
        return new Aggregate(
                spec.method(),
                spec.route(),
                spec.summary(),
                spec.description(),
                spec.tags(),
                longer(spec.deadline(), DEADLINE),
                spec.access(),
                spec.priority(),
                spec.calls().stream().map(this::call).toList(),
                spec.response(),
                spec.showProblems(),
                spec.showPartial(),
                spec.readsBody(),
                spec.delivery(),
                spec.emits());
    }

    private Call call(Call spec) {
        return new Call(
                spec.slot(),
                spec.name(),
                services.getOrDefault(spec.service().name(), spec.service()),
                spec.verb(),
                spec.url(),
                spec.headers(),
                spec.body(),
                spec.optional(),
                spec.fallback(),
                spec.when(),
                spec.forEach(),
                spec.onStatus(),
                attempts(spec.attempts()),
                spec.needs());
    }

    private Attempts attempts(Attempts spec) {
        Duration timeout = longer(spec.timeout(), TIMEOUT);
        return new Attempts(
                timeout,
                spec.blameAfter().equals(spec.timeout().dividedBy(2)) ? timeout.dividedBy(2) : spec.blameAfter(),
                spec.retry(),
                spec.hedge());
    }
}
