package tributary.edge;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import tributary.edge.coding.PackingCounts;
import tributary.plan.Aggregate;
import tributary.plan.Plan;

/**
 * How requests and their calls ended, by aggregate. An aggregate that is in the next plan too keeps its counts; one that is not loses them.
 * Thread-safe.
 */
public final class RequestCounts {
    /** The name for requests that are for no aggregate. */
    public static final String NONE = "none";

    private final Map<String, AggregateCounts> byName = new ConcurrentHashMap<>();
    private final Counting none = new Counting(of(NONE), List.of());

    private final PackingCounts packing = new PackingCounts();

    /** How much of their answers was packed. */
    public PackingCounts packing() {
        return packing;
    }

    private AggregateCounts of(String name) {
        return byName.computeIfAbsent(name, _ -> new AggregateCounts());
    }

    /** Those of a plan's aggregates, by identity: a record's own hash would walk through all its calls. */
    IdentityHashMap<Aggregate, Counting> of(Plan plan) {
        IdentityHashMap<Aggregate, Counting> counts = new IdentityHashMap<>();
        Set<String> names = new HashSet<>(Set.of(NONE));
        for (Aggregate aggregate : plan.aggregates()) {
            AggregateCounts requests = of(aggregate.name());
            counts.put(aggregate, new Counting(requests, requests.of(aggregate)));
            names.add(aggregate.name());
        }
        byName.keySet().retainAll(names);
        return counts;
    }

    Counting none() {
        return none;
    }

    public void each(BiConsumer<String, AggregateCounts> each) {
        byName.forEach(each);
    }
}
