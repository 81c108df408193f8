package tributary;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Authorization;
import tributary.downstream.Clockwork;
import tributary.downstream.Downstream;
import tributary.downstream.Transport;
import tributary.downstream.http1.Http1Transport;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.Resolver;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.Http2Transport;
import tributary.downstream.http2.NegotiatedTransport;
import tributary.plan.Plan;
import tributary.plan.ServiceAuth;
import tributary.plan.ServiceSpec;
import tributary.plan.ServiceTls;
import tributary.resilience.Alarms;
import tributary.resilience.Pressure;
import tributary.resilience.Ticker;
import tributary.tls.TlsContexts;
import tributary.token.Tokens;

/**
 * The services of all generations that still serve. One whose settings are the same in two generations is the same object in
 * both, so that its connections live on; one whose settings are others but for its name and URLs takes on what its calls have
 * learned and taken ({@link Downstream#next}). It is closed once no generation has it.
 *
 * <p>Thread-safe.
 */
final class Services {
    /** All that a {@link Downstream} is made of. */
    private record Settings(ServiceSpec spec, String deadlineHeader) {
        Settings {
            // Who changes how a service is probed does not want to lose its connections.
            spec = spec.unprobed();
        }

        boolean sameService(Settings other) {
            return spec.name().equals(other.spec.name()) && spec.urls().equals(other.spec.urls());
        }
    }

    private static final class Shared {
        private final Downstream downstream;
        private int generations;
        /** Grows with each plan that has it. */
        private int lastTaken;

        Shared(Downstream downstream) {
            this.downstream = downstream;
        }
    }

    private final Map<Settings, Shared> open = new HashMap<>();
    private int taken;
    /** Closed ones that were still in use, as can only be when the gateway ends by force. */
    private final List<Downstream> late = new ArrayList<>();

    private final Resolver resolver;
    private final Ticker ticker;
    private final Alarms alarms;
    private final Supplier<Pressure> pressure;
    private final Tokens tokens;

    /** @param pressure what the gateway gives up just now */
    Services(Resolver resolver, Ticker ticker, Alarms alarms, Supplier<Pressure> pressure, Tokens tokens) {
        this.resolver = resolver;
        this.ticker = ticker;
        this.alarms = alarms;
        this.pressure = pressure;
        this.tokens = tokens;
    }

    /** Those of {@code plan} by name, to be given back once. */
    synchronized Map<String, Downstream> take(Plan plan) {
        Map<String, Downstream> services = new LinkedHashMap<>();
        taken++;
        boolean all = false;
        try {
            for (ServiceSpec spec : plan.services().values()) {
                services.put(spec.name(), take(new Settings(spec, plan.server().deadlineHeader())));
            }
            all = true;
            return services;
        } finally {
            if (!all) {
                giveBack(plan, services.keySet());
            }
        }
    }

    private Downstream take(Settings settings) {
        Shared shared = open.get(settings);
        if (shared == null) {
            shared = new Shared(downstream(settings, before(settings)));
            open.put(settings, shared);
        }
        shared.generations++;
        shared.lastTaken = taken;
        // Also one that was there: another may have taken over meanwhile.
        shared.downstream.takesOver();
        return shared.downstream;
    }

    /** Closes those of {@code plan} that no other generation has. */
    synchronized void giveBack(Plan plan) {
        giveBack(plan, plan.services().keySet());
    }

    private void giveBack(Plan plan, Set<String> names) {
        for (ServiceSpec spec : plan.services().values()) {
            if (!names.contains(spec.name())) {
                continue;
            }
            Settings settings = new Settings(spec, plan.server().deadlineHeader());
            open.computeIfPresent(settings, (_, shared) -> {
                shared.generations--;
                if (shared.generations > 0) {
                    return shared;
                }
                shared.downstream.close();
                late.add(shared.downstream);
                return null;
            });
        }
        late.removeIf(each -> each.inFlight() == 0 && each.connectionsInUse() == 0);
    }

    /** The latest of the same service by other settings; null where there is none. */
    private @Nullable Downstream before(Settings settings) {
        Shared latest = null;
        for (Map.Entry<Settings, Shared> each : open.entrySet()) {
            if (each.getKey().sameService(settings)
                    && (latest == null || each.getValue().lastTaken > latest.lastTaken)) {
                latest = each.getValue();
            }
        }
        return latest == null ? null : latest.downstream;
    }

    private Downstream downstream(Settings settings, @Nullable Downstream before) {
        ServiceSpec spec = settings.spec();
        List<Transport> transports =
                spec.urls().stream().map(url -> transport(spec, url)).toList();
        ServiceAuth auth = spec.auth();
        Authorization authorization = auth == null ? null : tokens.authorization(auth);
        return before == null
                ? new Downstream(
                        spec, transports, settings.deadlineHeader(), pressure, Clockwork.of(ticker), authorization)
                : before.next(spec, transports, settings.deadlineHeader(), authorization);
    }

    private Transport transport(ServiceSpec spec, URI url) {
        ServiceTls known = spec.tls();
        Origin origin = Origin.of(url).certifiedAs(known == null ? null : known.serverName());
        TransportSettings limits =
                TransportSettings.of(spec.connectTimeout(), spec.maxConnections(), spec.maxResponse());
        // Reading the system's authorities takes a while: only where there is need.
        SSLContext tls = origin.https() ? TlsContexts.of(known) : null;
        return switch (spec.http()) {
            case AUTO ->
                tls == null
                        ? new Http1Transport(origin, limits, resolver, null, ticker, alarms)
                        : new NegotiatedTransport(origin, limits, resolver, tls, ticker, alarms);
            case HTTP_1_1 -> new Http1Transport(origin, limits, resolver, tls, ticker, alarms);
            case HTTP_2 -> new Http2Transport(origin, limits, resolver, tls, ticker);
        };
    }

    /** Those of {@code plan} by name that are not closed; whoever calls this gives nothing back. */
    synchronized Map<String, Downstream> of(Plan plan) {
        Map<String, Downstream> services = new LinkedHashMap<>();
        for (ServiceSpec spec : plan.services().values()) {
            Shared shared = open.get(new Settings(spec, plan.server().deadlineHeader()));
            if (shared != null) {
                services.put(spec.name(), shared.downstream);
            }
        }
        return services;
    }

    /** How many are not closed. */
    synchronized int count() {
        return open.size();
    }

    synchronized int callsInFlight() {
        return all().mapToInt(Downstream::inFlight).sum();
    }

    synchronized int connectionsInUse() {
        return all().mapToInt(Downstream::connectionsInUse).sum();
    }

    private Stream<Downstream> all() {
        return Stream.concat(open.values().stream().map(shared -> shared.downstream), late.stream());
    }
}
