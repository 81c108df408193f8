package tributary.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.config.Quantities.Rate;
import tributary.plan.LimitsSpec;
import tributary.plan.LimitsSpec.By;
import tributary.plan.LimitsSpec.PerClient;
import tributary.resilience.Quota;

/** How much may be asked. */
final class LimitKeys {
    private static final List<By> STANDARD_BY = List.of(By.API_KEY, By.CLAIMS_SUB, By.IP);
    private static final Quota STAND_IN = new Quota(1, 1);

    static final Key<Rate> RATE = Key.required(
            "rate",
            Quantities.RATE,
            "How many tokens come back in a second (`/s`), a minute (`/m`) or an hour (`/h`).");
    static final Key<Integer> BURST = Key.optional(
            "burst",
            Types.count("whole number", "a whole number such as 20", 1, 1_000_000_000),
            "How many tokens the bucket holds: what may be asked at once after a pause. Without it, what the rate gives in a"
                    + " second, at least 1.");

    static final Section GLOBAL = new Section(
            "limits.global", "One bucket for all requests of all clients together.", """
            limits:
              global: { rate: 1000/s, burst: 2000 }
            """, List.of(RATE, BURST));

    static final Section TIER = new Section(
            "limits.per-client.tiers.NAME",
            "A limit in place of the usual one, for clients whose key has this `tier`.",
            "",
            List.of(RATE, BURST));

    static final Key<List<Written<String>>> BY = Key.optional(
            "key",
            Types.oneOrList(Types.oneOf("api-key", "owner", "claims.sub", "ip")),
            "What tells clients apart; the first of these that a request has counts. `owner` is the owner of the API key, who"
                    + " may have several; `claims.sub` is there once tokens are. `ip` is the address, of IPv6 the /64. Who has"
                    + " none of them has no limit of its own. `[api-key, claims.sub, ip]` if it does not stand here.");
    static final Key<Map<String, Written<Fields>>> TIERS = Key.optional(
            "tiers",
            Types.named("tier names", TIER.type(), TIER, "^[A-Za-z0-9][A-Za-z0-9 _.-]*$"),
            "Other limits for the keys of some tiers, by the tier's name.");
    static final Key<Integer> MAX_CLIENTS = Key.of(
            "max-clients",
            Types.count("whole number", "a whole number such as 1000000", 1, 100_000_000),
            "1000000",
            "How many clients can have a bucket that is not full at the same time. Memory for them is taken at once, 33 bytes"
                    + " each (33 MB for a million), and never more. Beyond it some clients share a bucket; nobody gets more"
                    + " than the limit.");
    static final Section PER_CLIENT = new Section(
            "limits.per-client", "A bucket for each client.", """
            limits:
              per-client: { rate: 100/s, burst: 200, tiers: { gold: { rate: 1000/s, burst: 2000 } } }
            """, List.of(RATE, BURST, BY, TIERS, MAX_CLIENTS));

    static final Key<Fields> GLOBAL_KEY = Key.optional("global", GLOBAL.type(), "One bucket for all clients together.");
    static final Key<Fields> PER_CLIENT_KEY =
            Key.optional("per-client", PER_CLIENT.type(), "A bucket for each client.");
    static final Key<String> STORE = Key.of(
            "store",
            Types.scalar(
                    "`memory`", "memory", Schemas.orSubstituted(Schemas.object("enum", List.of("memory"))), scalar -> {
                        if (!scalar.text().equals("memory")) {
                            boolean redis = scalar.text().startsWith("redis");
                            throw new Unfit(
                                    redis ? "limits shared through Redis are not supported by this version yet" : "");
                        }
                        return scalar.text();
                    }),
            "memory",
            "Where the buckets are. `memory`: each gateway has its own.");

    static final Section LIMITS = new Section("limits", """
            Token buckets in front of the aggregates. A request takes its aggregate's `cost` of the client's bucket and of the
            one for all, or of neither: then it is answered with 429 and `Retry-After`, its body unread and no service asked.
            Every answer of an aggregate then carries `RateLimit-Policy` and `RateLimit`
            (draft-ietf-httpapi-ratelimit-headers-10). In any time t at most `rate` × t + `burst` is granted. Buckets outlive a
            reload; of `global`, if its own two keys did not change.""", """
            limits:
              global: { rate: 1000/s, burst: 2000 }
              per-client: { rate: 100/s, burst: 200, key: [api-key, ip] }
            """, List.of(GLOBAL_KEY, PER_CLIENT_KEY, STORE));

    private LimitKeys() {}

    static LimitsSpec plan(Fields limits, Problems problems) {
        Fields global = limits.orNull(GLOBAL_KEY);
        Fields perClient = limits.orNull(PER_CLIENT_KEY);
        return new LimitsSpec(
                global == null ? null : quota(global, problems),
                perClient == null ? null : perClient(perClient, problems));
    }

    private static PerClient perClient(Fields fields, Problems problems) {
        Map<String, Quota> tiers = new LinkedHashMap<>();
        fields.or(TIERS, Map.of()).forEach((name, tier) -> tiers.put(name, quota(tier.value(), problems)));
        return new PerClient(quota(fields, problems), by(fields, problems), tiers, fields.get(MAX_CLIENTS));
    }

    private static List<By> by(Fields fields, Problems problems) {
        Written<List<Written<String>>> written = fields.written(BY);
        if (written == null) {
            return STANDARD_BY;
        }
        if (written.value().isEmpty()
                && written.node() instanceof Node.Sequence list
                && list.elements().isEmpty()) {
            problems.error(written.place(), written.at() + " is empty, so it would limit nobody");
        }
        return written.value().stream()
                .map(name -> By.valueOf(name.value().toUpperCase(Locale.ROOT).replaceAll("[-.]", "_")))
                .distinct()
                .toList();
    }

    private static Quota quota(Fields fields, Problems problems) {
        @Nullable Rate rate = fields.orNull(RATE);
        if (rate == null) {
            return STAND_IN;
        }
        int second = (int) Math.max(1, rate.count() / rate.period().toSeconds());
        int burst = fields.or(BURST, second);
        if (!Quota.possible(rate.count(), rate.period(), burst)) {
            problems.error(
                    fields.place(BURST),
                    fields.at() + ": at this rate a bucket of " + burst + " takes over 30 years to fill");
            return STAND_IN;
        }
        return Quota.of(rate.count(), rate.period(), burst);
    }
}
