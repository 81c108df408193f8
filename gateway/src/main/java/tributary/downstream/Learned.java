package tributary.downstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.plan.BreakerSpec;
import tributary.plan.ServiceSpec;
import tributary.resilience.Bulkhead;
import tributary.resilience.Latencies;
import tributary.resilience.LeastOutstanding;
import tributary.resilience.RetryBudget;
import tributary.resilience.ShareBudget;
import tributary.resilience.Ticker;

/**
 * What the calls of one service have taught and taken. It outlives a change of the service's settings, as long as its URLs are
 * the same: a service that was ill a moment ago is no better because a timeout was changed.
 *
 * <p>Requests that began before the change are still served by the settings from before; both then share all that is here. A
 * breaker with other rules begins anew, since what it has counted was counted by the old ones.
 *
 * <p>Immutable; what it holds is thread-safe.
 *
 * @param bulkhead null where there is none
 * @param circuit null where there is no breaker
 * @param balancer null where there is one URL
 */
record Learned(
        DownstreamCounts counts,
        Latencies latencies,
        RetryBudget retries,
        ShareBudget hedges,
        @Nullable Bulkhead bulkhead,
        @Nullable Circuit circuit,
        @Nullable LeastOutstanding balancer) {
    /** Answers older than that say nothing about how long the next one takes. */
    private static final Duration RECENT = Duration.ofSeconds(30);

    private static final Duration EJECT_FOR = Duration.ofSeconds(10);
    private static final Duration RETURN_OVER = Duration.ofSeconds(10);

    /** Of a service that was never called. */
    static Learned nothing(ServiceSpec service, Clockwork clockwork) {
        Ticker ticker = clockwork.ticker();
        DownstreamCounts counts = new DownstreamCounts();
        int urls = service.urls().size();
        return new Learned(
                counts,
                new Latencies(RECENT, ticker),
                RetryBudget.of(service.extras().retryShare(), ticker),
                ShareBudget.forHedges(service.extras().hedgeShare(), ticker),
                bulkhead(service, null),
                circuit(service, null, counts, ticker),
                urls == 1 ? null : new LeastOutstanding(urls, EJECT_FOR, RETURN_OVER, ticker, clockwork.random()));
    }

    /** Of the same service by other settings. */
    Learned under(ServiceSpec service, Ticker ticker) {
        return new Learned(
                counts,
                latencies,
                retries.withShare(service.extras().retryShare()),
                hedges.withShare(service.extras().hedgeShare()),
                bulkhead(service, bulkhead),
                circuit(service, circuit, counts, ticker),
                balancer);
    }

    /** The one there is, whose size is {@link Downstream#takesOver}'s business. */
    private static @Nullable Bulkhead bulkhead(ServiceSpec service, @Nullable Bulkhead before) {
        if (service.maxConcurrent() == 0) {
            return null;
        }
        return before != null ? before : new Bulkhead(service.maxConcurrent(), service.queue());
    }

    private static @Nullable Circuit circuit(
            ServiceSpec service, @Nullable Circuit before, DownstreamCounts counts, Ticker ticker) {
        BreakerSpec spec = service.breaker();
        if (spec == null) {
            return null;
        }
        return before != null && before.spec().equals(spec)
                ? before
                : new Circuit(service.name(), spec, ticker, counts);
    }
}
