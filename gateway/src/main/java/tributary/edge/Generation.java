package tributary.edge;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import tributary.engine.Engine;
import tributary.events.Sink;
import tributary.observe.TraceContext;
import tributary.plan.Aggregate;
import tributary.plan.Plan;
import tributary.plan.TelemetrySpec;

/**
 * What serves a request: a plan and what was built from it, and how many requests it serves just now.
 *
 * <p>Thread-safe. See {@link Generations} for who may use it and for how long.
 */
public final class Generation {
    private final int number;
    private final Plan plan;
    private final Routes routes;
    private final Engine engine;
    private final CallerCheck callers;
    private final RequestCounts counts;
    private final Map<String, Sink> sinks;
    private final IdentityHashMap<Aggregate, Counting> countsByAggregate;
    private final HeaderName deadlineHeader;
    private final Cors cors;
    private final Packing packing;
    private final Set<String> plain;
    private final AtomicInteger requests = new AtomicInteger();

    /**
     * @param number from 1, one more with each
     * @param sinks where events go, by name
     */
    public Generation(
            int number, Plan plan, Engine engine, CallerCheck callers, RequestCounts counts, Map<String, Sink> sinks) {
        this.number = number;
        this.plan = plan;
        this.routes = new Routes(plan.aggregates());
        this.engine = engine;
        this.callers = callers;
        this.counts = counts;
        this.sinks = Map.copyOf(sinks);
        this.countsByAggregate = counts.of(plan);
        this.cors = new Cors(plan.server().cors());
        this.packing = new Packing(plan.server().compression(), counts.packing());
        this.plain = plan.aggregates().stream()
                .filter(aggregate -> !aggregate.delivery().compressed())
                .map(Aggregate::name)
                .collect(Collectors.toUnmodifiableSet());
        this.deadlineHeader = HeaderNames.create(plan.server().deadlineHeader());
    }

    public int number() {
        return number;
    }

    public Plan plan() {
        return plan;
    }

    Routes routes() {
        return routes;
    }

    /** In which a client asks for a shorter deadline. */
    HeaderName deadlineHeader() {
        return deadlineHeader;
    }

    /** The share of the traces begun here that are recorded; {@link TraceContext#NEVER} where no spans are made. */
    double tracedShare() {
        TelemetrySpec telemetry = plan.telemetry();
        return telemetry.otlp() == null ? TraceContext.NEVER : telemetry.sampling();
    }

    /** What browsers are told about pages of other origins. */
    Cors cors() {
        return cors;
    }

    /** Which answers are packed. */
    Packing packing() {
        return packing;
    }

    /** Whether answers of the aggregate of that name are never packed. */
    boolean sendsPlain(String aggregate) {
        return plain.contains(aggregate);
    }

    Engine engine() {
        return engine;
    }

    /** Where a request that {@link #routes} sent there is counted. */
    Counting counts(Aggregate aggregate) {
        return Objects.requireNonNull(countsByAggregate.get(aggregate));
    }

    /** How requests ended, over all generations. */
    public RequestCounts counts() {
        return counts;
    }

    /** Who may ask, and how much. */
    public CallerCheck callers() {
        return callers;
    }

    /** Where events go, by name; one that is not there takes none. */
    Map<String, Sink> sinks() {
        return sinks;
    }

    void taken() {
        requests.incrementAndGet();
    }

    void givenBack() {
        requests.decrementAndGet();
    }

    /** Whether it serves no request. Of one that new requests no longer get, this is the end: it stays so. */
    public boolean isUnused() {
        return requests.get() == 0;
    }
}
