package tributary.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.plan.Aggregate;
import tributary.plan.ApiKey;
import tributary.plan.AuthSpec;
import tributary.plan.ClientLimits;
import tributary.plan.JobsSpec;
import tributary.plan.LimitsSpec;
import tributary.plan.Plan;
import tributary.plan.Route;
import tributary.plan.ServerSpec;
import tributary.plan.ServiceSpec;
import tributary.plan.SinkSpec;

/**
 * Makes a plan of a configuration's sections. Finds every error: where a part is wrong it goes on with a stand-in, so the
 * plan it returns counts only if nothing was reported.
 */
final class Planner {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::");

    private final Problems problems;
    private final KeyFile keyFile;
    private final PemFiles pemFiles;

    Planner(Problems problems, KeyFile keyFile, PemFiles pemFiles) {
        this.problems = problems;
        this.keyFile = keyFile;
        this.pemFiles = pemFiles;
    }

    Plan plan(Fields file) {
        Fields server = file.or(RootKeys.SERVER, Fields.NONE);
        Fields admin = file.or(RootKeys.ADMIN, Fields.NONE);
        checkPorts(server, admin, file);
        Map<String, PlannedService> services = services(file);
        LimitsSpec limits = LimitKeys.plan(file.or(RootKeys.LIMITS, Fields.NONE), problems);
        AuthSpec auth = auth(file.or(RootKeys.AUTH, Fields.NONE), limits);
        Map<String, Written<Fields>> writtenSinks = file.or(RootKeys.EVENTS, Map.of());
        Map<String, SinkSpec> sinks = new EventPlanner(problems).plan(writtenSinks);
        Set<String> emittedTo = new HashSet<>();
        List<Aggregate> aggregates = aggregates(file, services, sinks.keySet(), emittedTo);
        writtenSinks.forEach((name, written) -> {
            if (!emittedTo.contains(name)) {
                problems.warning(written.at().place(), "no aggregate emits to the sink " + Quoted.of(name));
            }
        });
        Map<String, ServiceSpec> specs = new LinkedHashMap<>();
        services.forEach((name, service) -> specs.put(name, service.spec()));
        return new Plan(
                server(server),
                new Plan.AdminSpec(admin.get(ServerKeys.ADMIN_HOST), admin.get(ServerKeys.ADMIN_PORT)),
                auth,
                limits,
                specs,
                aggregates,
                OverloadKeys.plan(file.or(RootKeys.OVERLOAD, Fields.NONE), problems),
                TelemetryKeys.plan(file.or(RootKeys.TELEMETRY, Fields.NONE)),
                ScheduleKeys.plan(file.or(RootKeys.SCHEDULES, Map.of()), aggregates, problems),
                jobs(file, aggregates),
                sinks);
    }

    private @Nullable JobsSpec jobs(Fields file, List<Aggregate> aggregates) {
        Fields jobs = file.or(RootKeys.JOBS, Fields.NONE);
        if (aggregates.stream().noneMatch(aggregate -> aggregate.delivery().async() != null)) {
            if (file.has(RootKeys.JOBS)) {
                problems.warning(file.place(RootKeys.JOBS), "'jobs' has no effect: no aggregate has 'async: true'");
            }
            return null;
        }
        file.or(RootKeys.AGGREGATES, Map.of()).forEach((name, written) -> {
            RouteReader.Endpoint endpoint = new RouteReader(written.at().key(), new Problems()).read();
            if (endpoint != null && answersJobs(endpoint.route())) {
                problems.error(
                        written.at().place(),
                        Quoted.of(name)
                                + " answers paths below /jobs/, where jobs are found as long as an aggregate has"
                                + " 'async: true'");
            }
        });
        return JobKeys.plan(jobs, file.place(RootKeys.AGGREGATES), problems);
    }

    private static boolean answersJobs(Route route) {
        return route.segments().size() > 1
                && switch (route.segments().getFirst()) {
                    case Route.Segment.Literal(String text) -> text.equals("jobs");
                    case Route.Segment.Parameter _ -> true;
                };
    }

    private AuthSpec auth(Fields auth, LimitsSpec limits) {
        Fields apiKeys = auth.orNull(AuthKeys.API_KEYS_KEY);
        if (apiKeys == null) {
            return AuthSpec.NONE;
        }
        LimitsSpec.PerClient perClient = limits.perClient();
        List<ApiKey> keys = keyFile.read(
                apiKeys.written(AuthKeys.FILE),
                perClient == null ? null : perClient.tiers().keySet());
        return new AuthSpec(new AuthSpec.ApiKeys(apiKeys.get(AuthKeys.HEADER), keys));
    }

    private ServerSpec server(Fields server) {
        Written<String> header = server.written(ServerKeys.DEADLINE_HEADER);
        String refusal = header == null ? null : HeaderRules.refusal(header.value());
        if (header != null && refusal != null) {
            problems.error(header.place(), refusal);
        }
        return new ServerSpec(
                server.get(ServerKeys.HOST),
                server.get(ServerKeys.PORT),
                new ClientLimits(
                        server.get(ServerKeys.HEADER_TIMEOUT),
                        server.get(ServerKeys.BODY_TIMEOUT),
                        server.get(ServerKeys.IDLE_TIMEOUT),
                        server.get(ServerKeys.WRITE_TIMEOUT),
                        server.get(ServerKeys.MAX_CONNECTIONS),
                        server.get(ServerKeys.MAX_STREAMS),
                        server.get(ServerKeys.MAX_HEADER_SIZE),
                        server.get(ServerKeys.MAX_REQUEST_BODY)),
                server.or(ServerKeys.TRUSTED_PROXIES, List.of()).stream()
                        .map(Written::value)
                        .toList(),
                server.get(ServerKeys.DRAIN),
                server.get(ServerKeys.DRAIN_DELAY),
                server.get(ServerKeys.DEADLINE_HEADER),
                server.get(CompressionKeys.COMPRESSION_KEY),
                CorsKeys.plan(server.orNull(CorsKeys.CORS_KEY), problems),
                TlsKeys.listener(server.orNull(TlsKeys.SERVER_TLS_KEY), pemFiles));
    }

    private void checkPorts(Fields server, Fields admin, Fields file) {
        int port = server.get(ServerKeys.PORT);
        String host = server.get(ServerKeys.HOST);
        String adminHost = admin.get(ServerKeys.ADMIN_HOST);
        boolean sameHost = host.equals(adminHost) || EVERY_ADDRESS.contains(host) || EVERY_ADDRESS.contains(adminHost);
        if (port != 0 && port == admin.get(ServerKeys.ADMIN_PORT) && sameHost) {
            Place place = admin.has(ServerKeys.ADMIN_PORT)
                    ? admin.place(ServerKeys.ADMIN_PORT)
                    : server.has(ServerKeys.PORT)
                            ? server.place(ServerKeys.PORT)
                            : file.at().place();
            problems.error(place, "server.port and admin.port are both " + port + "; two listeners need two ports");
        }
    }

    private Map<String, PlannedService> services(Fields file) {
        ServicePlanner planner = new ServicePlanner(problems, pemFiles);
        Map<String, PlannedService> services = new LinkedHashMap<>();
        file.or(RootKeys.SERVICES, Map.of())
                .forEach((name, written) -> services.put(name, planner.plan(name, written.value())));
        services.replaceAll((_, service) -> ServicePlanner.withTokensOf(services.values(), service));
        return services;
    }

    private List<Aggregate> aggregates(
            Fields file, Map<String, PlannedService> services, Set<String> sinks, Set<String> emittedTo) {
        if (!file.has(RootKeys.AGGREGATES)) {
            problems.warning(file.at().place(), "no aggregates, so nothing is served");
        }
        Set<String> used = new HashSet<>();
        Map<String, At> shapes = new HashMap<>();
        List<Aggregate> aggregates = new ArrayList<>();
        file.or(RootKeys.AGGREGATES, Map.of()).forEach((name, written) -> {
            RouteReader.Endpoint endpoint = new RouteReader(written.at().key(), problems).read();
            if (endpoint != null) {
                At other = shapes.putIfAbsent(endpoint.shape(), written.at());
                if (other != null) {
                    problems.error(
                            written.at().place(),
                            Quoted.of(name) + " answers the same requests as "
                                    + Quoted.of(other.key().text()) + " at " + other.place());
                }
            }
            AggregatePlanner planner =
                    new AggregatePlanner(endpoint, written.value(), services, file.has(RootKeys.AUTH), problems);
            aggregates.add(planner.plan(sinks, emittedTo));
            used.addAll(planner.services());
            if (!planner.servicesKnown()) {
                // The service that seems unused may be the one that was meant.
                used.addAll(services.keySet());
            }
        });
        warnOfUnused(services, used);
        return aggregates;
    }

    private void warnOfUnused(Map<String, PlannedService> services, Set<String> used) {
        services.forEach((name, service) -> {
            if (!used.contains(name)) {
                problems.warning(service.fields().at().place(), "no call goes to the service " + Quoted.of(name));
            }
        });
    }
}
