package tributary.token;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tributary.downstream.Authorization;
import tributary.downstream.Downstream;
import tributary.downstream.FixedAuthorization;
import tributary.downstream.http1.Resolver;
import tributary.plan.ServiceAuth;
import tributary.plan.ServiceAuth.OAuth2;
import tributary.resilience.Alarms;
import tributary.schedule.Periodic;
import tributary.schedule.Running;
import tributary.schedule.Schedule;
import tributary.schedule.Timing;

/**
 * What services are shown, and the renewing of those tokens that the services need which serve. Services with the same settings
 * share one token, over reloads too.
 *
 * <p>Thread-safe. Who owns the {@link Schedule} ends the renewing with it.
 */
public final class Tokens {
    private final Schedule schedule;
    private final Timing timing;
    private final Resolver resolver;
    private final Alarms alarms;

    /** Under the names of what renews them, each in its schedule. */
    private final Map<String, Renewed> renewed = new LinkedHashMap<>();
    /** Made for services that {@link #follow} has not seen yet. */
    private final List<RenewedToken> made = new ArrayList<>();

    private record Renewed(RenewedToken token, Running running) {}

    /** @param alarms on the ticker of {@code timing}; stay their owner's to close */
    public Tokens(Schedule schedule, Timing timing, Resolver resolver, Alarms alarms) {
        this.schedule = schedule;
        this.timing = timing;
        this.resolver = resolver;
        this.alarms = alarms;
    }

    /** What a service with these settings is shown. It is renewed once {@link #follow} is told of the service. */
    public Authorization authorization(ServiceAuth auth) {
        return switch (auth) {
            case ServiceAuth.Bearer bearer -> FixedAuthorization.of(bearer);
            case ServiceAuth.Basic basic -> FixedAuthorization.of(basic);
            case OAuth2 oauth2 -> token(oauth2);
        };
    }

    private synchronized RenewedToken token(OAuth2 spec) {
        return Stream.concat(renewed.values().stream().map(Renewed::token), made.stream())
                .filter(each -> each.spec().equals(spec))
                .findFirst()
                .orElseGet(() -> {
                    RenewedToken token = new RenewedToken(
                            spec,
                            new HttpTokenService(spec, resolver, timing.ticker(), alarms),
                            timing.ticker(),
                            timing.random());
                    made.add(token);
                    return token;
                });
    }

    /** Renews what these services are shown, and nothing else, from now on; waits for the end of what ends. */
    public synchronized void follow(Map<String, Downstream> services) {
        Map<RenewedToken, String> wanted = new LinkedHashMap<>();
        services.forEach((name, service) -> {
            if (service.authorization() instanceof RenewedToken token) {
                wanted.putIfAbsent(token, name);
            }
        });
        renewed.values().removeIf(each -> {
            boolean over = !wanted.containsKey(each.token);
            if (over) {
                each.running.close();
                each.token.ended();
            }
            return over;
        });
        made.clear();
        Set<RenewedToken> known = new HashSet<>();
        renewed.values().forEach(each -> known.add(each.token));
        wanted.forEach((token, name) -> {
            if (!known.contains(token)) {
                begin(token, free(name));
            }
        });
    }

    /** A service may have another token than the one that was named after it and that others still share. */
    private String free(String service) {
        String name = "token/" + service;
        String free = name;
        for (int i = 2; renewed.containsKey(free); i++) {
            free = name + "/" + i;
        }
        return free;
    }

    private void begin(RenewedToken token, String name) {
        Running running = schedule.begin(new Periodic(name, token, token));
        token.begun(running);
        renewed.put(name, new Renewed(token, running));
    }
}
