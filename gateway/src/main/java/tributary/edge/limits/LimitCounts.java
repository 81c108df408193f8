package tributary.edge.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** What token buckets answered, since the start. Thread-safe. */
public final class LimitCounts {
    private final LongAdder granted = new LongAdder();
    private final LongAdder overGlobal = new LongAdder();
    private final LongAdder overClient = new LongAdder();

    /** No more than there are tiers in the files of keys, and one for those without. */
    private final Map<String, Tier> tiers = new ConcurrentHashMap<>();

    /** What they answered the clients of one tier. */
    public static final class Tier {
        private final LongAdder granted = new LongAdder();
        private final LongAdder refused = new LongAdder();

        private Tier() {}

        public long granted() {
            return granted.sum();
        }

        public long refused() {
            return refused.sum();
        }
    }

    private Tier tier(String name) {
        Tier tier = tiers.get(name);
        return tier == null ? tiers.computeIfAbsent(name, _ -> new Tier()) : tier;
    }

    void countGranted(String tier) {
        granted.increment();
        tier(tier).granted.increment();
    }

    void countOverGlobal(String tier) {
        overGlobal.increment();
        tier(tier).refused.increment();
    }

    void countOverClient(String tier) {
        overClient.increment();
        tier(tier).refused.increment();
    }

    /** Requests let through. */
    public long granted() {
        return granted.sum();
    }

    /** Requests refused since all together asked too much, and not this client alone. */
    public long overGlobal() {
        return overGlobal.sum();
    }

    /** Requests refused since their client asked too much. */
    public long overClient() {
        return overClient.sum();
    }

    /** Those that have asked, by name; an empty one for clients without a tier. */
    public void tiers(BiConsumer<String, Tier> each) {
        tiers.forEach(each);
    }
}
