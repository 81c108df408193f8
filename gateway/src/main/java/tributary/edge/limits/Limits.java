package tributary.edge.limits;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.downstream.WireRequest.Field;
import tributary.edge.client.Caller;
import tributary.plan.ApiKey;
import tributary.plan.LimitsSpec;
import tributary.plan.LimitsSpec.By;
import tributary.plan.LimitsSpec.PerClient;
import tributary.resilience.Quota.Decision;
import tributary.resilience.Ticker;
import tributary.resilience.TokenBucket;
import tributary.resilience.TokenBuckets;
import tributary.resilience.TokenBuckets.Both;

/**
 * The token buckets of one plan: a client's own and the one for all. A request is paid from both or from neither.
 *
 * <p>What was taken stays taken when a plan follows another: the clients' table is handed on as long as its size is the same,
 * the bucket for all as long as its quota is.
 *
 * <p>Thread-safe; see {@link TokenBuckets} for the memory it takes.
 */
public final class Limits {
    private final LimitsSpec spec;
    private final Ticker ticker;
    private final LimitCounts counts;
    private final @Nullable TokenBucket global;
    private final @Nullable TokenBuckets clients;
    private final @Nullable Policy globalPolicy;
    private final @Nullable Policy usual;
    private final Map<String, Policy> tiers = new HashMap<>();

    private Limits(
            LimitsSpec spec,
            Ticker ticker,
            LimitCounts counts,
            @Nullable TokenBucket global,
            @Nullable TokenBuckets clients) {
        this.spec = spec;
        this.ticker = ticker;
        this.counts = counts;
        this.global = global;
        this.clients = clients;
        this.globalPolicy = spec.global() == null ? null : Policy.of("global", spec.global());
        PerClient perClient = spec.perClient();
        this.usual = perClient == null ? null : Policy.of("client", perClient.usual());
        if (perClient != null) {
            perClient.tiers().forEach((name, quota) -> tiers.put(name, Policy.of("client", quota)));
        }
    }

    /** With all buckets full. */
    public static Limits of(LimitsSpec spec, Ticker ticker) {
        return new Limits(spec, ticker, new LimitCounts(), bucket(spec, ticker), table(spec, ticker));
    }

    /** Those of a plan that follows. */
    public Limits next(LimitsSpec next) {
        boolean sameGlobal = next.global() != null && next.global().equals(spec.global());
        boolean sameTable = size(next) == size(spec);
        return new Limits(
                next,
                ticker,
                counts,
                sameGlobal ? global : bucket(next, ticker),
                sameTable ? clients : table(next, ticker));
    }

    private static @Nullable TokenBucket bucket(LimitsSpec spec, Ticker ticker) {
        return spec.global() == null ? null : new TokenBucket(spec.global(), ticker);
    }

    private static @Nullable TokenBuckets table(LimitsSpec spec, Ticker ticker) {
        return size(spec) == 0 ? null : new TokenBuckets(size(spec), ticker, new SecureRandom());
    }

    private static int size(LimitsSpec spec) {
        return spec.perClient() == null ? 0 : spec.perClient().maxClients();
    }

    public LimitCounts counts() {
        return counts;
    }

    /** Requests that met a bucket which several clients share, as there are more than was planned for. */
    public long shared() {
        return clients == null ? 0 : clients.shared();
    }

    /** Takes {@code cost} tokens for a request of {@code caller}, or tells when they will be there. */
    public Verdict take(Caller caller, long cost) {
        String client = client(caller);
        Policy own = client == null ? null : tiers.getOrDefault(caller.tier(), usual);
        Verdict verdict;
        if (clients != null && client != null && own != null) {
            verdict = global == null || globalPolicy == null
                    ? verdict(own, clients.take(client, own.quota(), cost), null, null)
                    : verdict(own, clients.take(client, own.quota(), cost, global), globalPolicy);
        } else if (global != null) {
            verdict = verdict(null, null, globalPolicy, global.take(cost));
        } else {
            return Verdict.UNLIMITED;
        }
        count(verdict, caller.tier());
        return verdict;
    }

    /** By what this client's bucket is found; null where nothing tells it from others. */
    private @Nullable String client(Caller caller) {
        PerClient perClient = spec.perClient();
        if (perClient == null) {
            return null;
        }
        ApiKey key = caller.key();
        for (By by : perClient.by()) {
            String name =
                    switch (by) {
                        case API_KEY -> key == null ? null : "key " + key.sha256();
                        // With the tier: a bucket has one quota, or a small one would
                        // write off what a large one has used.
                        case OWNER -> key == null ? null : "owner " + key.tier() + '/' + key.owner();
                        case CLAIMS_SUB -> null;
                        case IP ->
                            "ip " + caller.tier() + '/' + caller.address().holder();
                    };
            if (name != null) {
                return name;
            }
        }
        return null;
    }

    private static Verdict verdict(Policy own, Both both, Policy global) {
        return verdict(own, both.own(), global, both.also());
    }

    private static Verdict verdict(
            @Nullable Policy own, @Nullable Decision ofOwn, @Nullable Policy global, @Nullable Decision ofGlobal) {
        StringBuilder policies = new StringBuilder(64);
        StringBuilder states = new StringBuilder(64);
        List<String> violated = new ArrayList<>(0);
        long retryAfter = add(own, ofOwn, policies, states, violated);
        retryAfter = Math.max(retryAfter, add(global, ofGlobal, policies, states, violated));
        return new Verdict(
                List.of(new Field("RateLimit-Policy", policies.toString()), new Field("RateLimit", states.toString())),
                violated,
                retryAfter);
    }

    /** The seconds to wait. */
    private static long add(
            @Nullable Policy policy,
            @Nullable Decision decision,
            StringBuilder policies,
            StringBuilder states,
            List<String> violated) {
        if (policy == null || decision == null) {
            return 0;
        }
        if (!policies.isEmpty()) {
            policies.append(", ");
            states.append(", ");
        }
        policies.append(policy.text());
        states.append(policy.state(decision));
        if (!decision.granted()) {
            violated.add(policy.name());
        }
        return decision.retryAfterSeconds();
    }

    private void count(Verdict verdict, String tier) {
        if (verdict.granted()) {
            counts.countGranted(tier);
        } else if (verdict.violated().contains("client")) {
            counts.countOverClient(tier);
        } else {
            counts.countOverGlobal(tier);
        }
    }
}
