package tributary.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.plan.RetryRule.Cause;

/** What can be said of calls that are tried more than once, and of services that are not asked while they fail. */
final class PolicyKeys {
    /** What {@code off} reads as. */
    static final Fields OFF = Fields.NONE;

    static final List<Cause> USUAL_CAUSES =
            List.of(Cause.CONNECT, Cause.RESET, Cause.STATUS_502, Cause.STATUS_503, Cause.STATUS_504);

    private static final Pattern PERCENT_PARTS = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3})?)%");
    private static final String P95 = "p95";

    static final Type<Double> PERCENT = percent(false);

    /** 0% too. */
    static final Type<Double> PERCENT_OR_NONE = percent(true);

    /** Zero where it is {@code p95}. */
    private static final Type<Duration> DURATION_OR_P95 = new Type<>(
            "duration or `p95`",
            Schemas.either(Schemas.object("const", P95), Quantities.DURATION.schema()),
            PolicyKeys::durationOrP95);

    private static final List<String> CAUSES =
            Arrays.stream(Cause.values()).map(Cause::text).toList();

    private static final Type<Cause> CAUSE = Types.scalar(
            "cause",
            String.join(", ", CAUSES.subList(0, CAUSES.size() - 1)) + " or " + CAUSES.getLast(),
            Schemas.orSubstituted(Schemas.either(
                    Schemas.object("enum", CAUSES), Schemas.object("enum", List.of(429, 500, 502, 503, 504)))),
            scalar -> {
                for (Cause cause : Cause.values()) {
                    if (cause.text().equals(scalar.text())) {
                        return cause;
                    }
                }
                String near = scalar.substituted() ? null : Suggestion.nearest(scalar.text(), CAUSES);
                throw new Unfit(near == null ? "" : "did you mean '" + near + "'?");
            });

    static final Key<Integer> ATTEMPTS = Key.of(
            "attempts",
            Types.count("whole number", "a whole number such as 3", 2, 10),
            "3",
            "How often a call is tried, the first time among them.");
    static final Key<List<Written<Cause>>> ON = Key.optional(
            "on",
            Types.oneOrList(CAUSE),
            "After what it is tried again: `connect`, `reset`, `timeout` (of one attempt), `429`, `500`, `502`, `503`,"
                    + " `504`. Without it `[connect, reset, 502, 503, 504]`. Where TLS does not come about it never is.");
    static final Key<Duration> BACKOFF = Key.of(
            "backoff",
            Quantities.DURATION,
            "25ms",
            "The most there is waited before the second attempt; each time twice as much, up to ten times. How long in"
                    + " fact is random. A `Retry-After` of the service comes on top.");
    static final Key<Double> RETRY_BUDGET = Key.of(
            "budget",
            PERCENT,
            "20%",
            "Retries as a share of the service's requests of the last 10 s, and three more. There are none while most"
                    + " attempts fail. Counted for the service, so it has no effect at a call.");

    static final Section RETRY =
            new Section("services.NAME.retry", """
            Calls that failed and are tried again: `GET` only, within the deadline and the budget, never while the breaker is not
            closed. A `Retry-After` in the service's 429 or 503 is heeded; where it is longer than the deadline allows, or a date,
            there is no retry. Retries carry `x-tributary-attempt: 2` (and so on); what comes to this gateway with that header is
            not retried here.""", """
            services:
              catalog:
                url: http://127.0.0.1:9101
                timeout: 300ms
                retry: { attempts: 3, on: [connect, reset, 503], backoff: 25ms, budget: 20% }
            """, List.of(ATTEMPTS, ON, BACKOFF, RETRY_BUDGET));

    static final Key<Duration> AFTER = Key.of(
            "after",
            DURATION_OR_P95,
            P95,
            "How long after the first attempt the second one is sent. `p95`: when 19 of 20 recent answers would have come;"
                    + " until there have been 20 answers, not at all.");
    static final Key<Double> HEDGE_BUDGET = Key.of(
            "budget",
            PERCENT,
            "5%",
            "Hedges as a share of the service's requests of the last 10 s. Counted for the service, so it has no effect at a"
                    + " call.");

    static final Section HEDGE = new Section("services.NAME.hedge", """
            A slow call is sent a second time while the first is under way, to another of the service's URLs if there are several.
            The first answer counts, the other attempt is cancelled. `GET` only; not while the breaker is not closed, nor while
            the gateway has too much to do, nor without a free place in the bulkhead. Both together take no longer than
            `timeout`.""", """
            services:
              catalog:
                url: http://127.0.0.1:9101
                hedge: { after: p95, budget: 5% }
            """, List.of(AFTER, HEDGE_BUDGET));

    static final Key<Double> FAILURE_RATE =
            Key.of("failure-rate", PERCENT, "50%", "The share of failed calls at which the breaker opens.");
    static final Key<Duration> WINDOW = Key.of(
            "window",
            Quantities.DURATION,
            "10s",
            "The time over which calls are counted. What went well in it counts too: where `failure-rate` is 50%, a"
                    + " service that was well and is suddenly dead is given up after about half of it. A shorter"
                    + " window, such as `2s`, opens the breaker sooner, and needs `min-calls` that come in that"
                    + " time.");
    static final Key<Integer> MIN_CALLS = Key.of(
            "min-calls",
            Types.count("whole number", "a whole number such as 20", 1, 1_000_000),
            "20",
            "Calls that must have ended within the window before the breaker may open.");
    static final Key<Duration> OPEN_FOR =
            Key.of("open-for", Quantities.DURATION, "5s", "How long all calls are refused, as `circuit-open`.");
    static final Key<Integer> PROBES = Key.of(
            "probes",
            Types.count("whole number", "a whole number such as 3", 1, 1000),
            "3",
            "Calls that go through after that, to see whether the service is well again.");
    static final Key<Duration> SLOW_AFTER = Key.optional(
            "slow-after", Quantities.DURATION, "From which duration on a call counts as slow. Without it none does.");
    static final Key<Double> SLOW_RATE = Key.of(
            "slow-rate", PERCENT, "50%", "With `slow-after`: the share of slow calls at which the breaker opens.");

    static final Section BREAKER = new Section(
            "services.NAME.breaker",
            """
            Calls to a service of which too many failed are refused for a while, then a few go through. `timeout`, `connect-failed`,
            `reset`, `invalid-json` and 5xx are failures; 4xx are not, nor are calls that were cancelled or whose client left the
            service less than half of its time. A call counts once, however often it was tried.""",
            """
            services:
              catalog:
                url: http://127.0.0.1:9101
                breaker: { failure-rate: 50%, window: 10s, min-calls: 20, open-for: 5s }
            """,
            List.of(FAILURE_RATE, WINDOW, MIN_CALLS, OPEN_FOR, PROBES, SLOW_AFTER, SLOW_RATE));

    static final Key<Fields> RETRY_KEY =
            Key.optional("retry", orOff(RETRY), "Whether and how failed calls are tried again.");
    static final Key<Fields> HEDGE_KEY =
            Key.optional("hedge", orOff(HEDGE), "Whether and when slow calls are sent a second time.");
    static final Key<Fields> BREAKER_KEY =
            Key.optional("breaker", BREAKER.type(), "When calls are refused because too many before them failed.");

    static final Key<Fields> CALL_RETRY = Key.optional(
            "retry",
            orOff(RETRY),
            "Instead of the service's `retry`, key by key; `off` for none. A write has none in any case.");
    static final Key<Fields> CALL_HEDGE = Key.optional("hedge", orOff(HEDGE), "The same for the service's `hedge`.");

    private PolicyKeys() {}

    private static @Nullable Duration durationOrP95(At at, Node node, Problems problems) {
        if (!(node instanceof Node.Scalar scalar) || !scalar.text().startsWith("p")) {
            return Quantities.DURATION.reader().read(at, node, problems);
        }
        if (!scalar.text().equals(P95)) {
            Types.wrong(at, node, "expected a duration such as 50ms, or p95, found " + node.found(), problems);
            return null;
        }
        return Duration.ZERO;
    }

    private static Type<Fields> orOff(Section section) {
        Type<Fields> type = section.type();
        return new Type<>(
                "mapping or `off`",
                Schemas.either(type.schema(), Schemas.object("enum", List.of("off", false))),
                (at, node, problems) -> node instanceof Node.Scalar scalar
                                && (scalar.text().equals("off") || scalar.text().equals("false"))
                        ? OFF
                        : type.reader().read(at, node, problems));
    }

    private static Type<Double> percent(boolean orNone) {
        return Types.scalar("percentage", "a percentage such as 20%", Schemas.text("[0-9]+(\\.[0-9]+)?%"), scalar -> {
            Matcher parts = PERCENT_PARTS.matcher(scalar.text());
            if (!parts.matches()) {
                boolean bare = !scalar.substituted() && scalar.text().matches("[0-9]{1,3}");
                throw new Unfit(bare ? "did you mean '" + scalar.text() + "%'?" : "");
            }
            double share = new BigDecimal(parts.group(1)).movePointLeft(2).doubleValue();
            if (share > 1 || (share <= 0 && !orNone)) {
                throw new Unfit(orNone ? "it is at most 100%" : "it is more than 0% and at most 100%");
            }
            return share;
        });
    }
}
