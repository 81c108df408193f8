package tributary.health;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Downstream;
import tributary.downstream.LastEnds.LastFailure;
import tributary.downstream.TargetState;
import tributary.health.ServiceHealth.LastError;
import tributary.health.ServiceHealth.ProbeState;
import tributary.health.ServiceHealth.Target;
import tributary.plan.HealthSpec;
import tributary.plan.Plan;
import tributary.plan.ServiceSpec;
import tributary.resilience.BreakerState;
import tributary.schedule.Periodic;
import tributary.schedule.Rhythm;
import tributary.schedule.Running;
import tributary.schedule.Schedule;
import tributary.schedule.Timing;

/**
 * The probes of the plan that serves, and what they and the breakers say of its services. A probe that a new plan has too goes
 * on; one that is changed begins anew with what the old one knew.
 *
 * <p>Thread-safe. Who owns the {@link Schedule} ends the probes with it, before the services are closed.
 */
public final class Probes {
    private final Schedule schedule;
    private final Timing timing;
    private volatile Map<String, Probed> probed = Map.of();

    /** The probes of one service. */
    private record Probed(HealthSpec spec, List<URI> urls, Downstream service, List<Sent> sent) {
        boolean fits(HealthSpec other, Downstream downstream) {
            return spec.equals(other) && service == downstream;
        }

        Status known(URI url) {
            int at = urls.indexOf(url);
            return at < 0 ? Status.UNKNOWN : sent.get(at).probe.status();
        }

        Status status() {
            List<Status> all = sent.stream().map(each -> each.probe.status()).toList();
            if (all.contains(Status.UP)) {
                return all.contains(Status.DOWN) ? Status.DEGRADED : Status.UP;
            }
            return all.contains(Status.UNKNOWN) ? Status.UNKNOWN : Status.DOWN;
        }
    }

    private record Sent(Probe probe, Running running) {}

    public Probes(Schedule schedule, Timing timing) {
        this.schedule = schedule;
        this.timing = timing;
    }

    /** Probes what {@code plan} wants probed, and nothing else, from now on; waits for the end of those that end. */
    public synchronized void follow(Plan plan, Map<String, Downstream> services) {
        Map<String, Probed> before = probed;
        Map<String, Probed> after = new LinkedHashMap<>();
        before.forEach((name, old) -> {
            if (!goesOn(plan.services().get(name), services.get(name), old)) {
                old.sent.forEach(each -> each.running.close());
            }
        });
        for (ServiceSpec spec : plan.services().values()) {
            Downstream service = services.get(spec.name());
            HealthSpec health = spec.health();
            if (service == null || health == null) {
                continue;
            }
            Probed old = before.get(spec.name());
            after.put(spec.name(), old != null && old.fits(health, service) ? old : begun(spec, health, service, old));
        }
        probed = after;
    }

    private static boolean goesOn(@Nullable ServiceSpec spec, @Nullable Downstream service, Probed old) {
        HealthSpec health = spec == null ? null : spec.health();
        return health != null && service != null && old.fits(health, service);
    }

    private Probed begun(ServiceSpec spec, HealthSpec health, Downstream service, @Nullable Probed old) {
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < spec.urls().size(); i++) {
            Status known = old == null ? Status.UNKNOWN : old.known(spec.urls().get(i));
            Probe probe = new Probe(spec, health, service, i, known, timing.ticker());
            String name = "probe/" + spec.name() + "/" + i;
            sent.add(new Sent(probe, schedule.begin(new Periodic(name, Rhythm.every(health.every()), probe))));
        }
        return new Probed(health, spec.urls(), service, sent);
    }

    /** How each of {@code services} is, which are those of the plan that serves. */
    public List<ServiceHealth> health(Map<String, Downstream> services) {
        Map<String, Probed> now = probed;
        List<ServiceHealth> all = new ArrayList<>();
        services.forEach((name, service) -> all.add(health(name, service, now.get(name))));
        return all;
    }

    private ServiceHealth health(String name, Downstream service, @Nullable Probed probes) {
        Status says = probes == null ? Status.UNKNOWN : probes.status();
        List<Target> targets = targets(service.targets(), probes);
        BreakerState breaker = service.breakerState();
        LastFailure failure = service.lastEnds().failure();
        Instant now = timing.wall().instant();
        Duration sinceAnswer = service.lastEnds().sinceAnswer();
        return new ServiceHealth(
                name,
                status(says, service, targets),
                says,
                probes != null && probes.spec.required(),
                breaker == null ? null : breaker.text(),
                service.inFlight(),
                service.connectionsInUse(),
                failure == null ? null : new LastError(failure.reason(), now.minus(failure.age())),
                sinceAnswer == null ? null : now.minus(sinceAnswer),
                targets);
    }

    private static List<Target> targets(List<TargetState> states, @Nullable Probed probes) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            TargetState state = states.get(i);
            Sent sent = probes == null || i >= probes.sent.size() ? null : probes.sent.get(i);
            ProbeState probe = sent == null ? null : new ProbeState(sent.probe.status(), sent.running.state());
            targets.add(new Target(state.url(), state.outstanding(), state.ejected(), probe));
        }
        return targets;
    }

    private static Status status(Status probed, Downstream service, List<Target> targets) {
        if (probed == Status.DOWN || service.refuses()) {
            return Status.DOWN;
        }
        BreakerState breaker = service.breakerState();
        boolean open = breaker != null && !(breaker instanceof BreakerState.Closed);
        if (probed == Status.DEGRADED || open || targets.stream().anyMatch(Target::ejected)) {
            return Status.DEGRADED;
        }
        return probed == Status.UNKNOWN && breaker != null ? Status.UP : probed;
    }
}
