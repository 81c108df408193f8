package tributary.plan;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service and how it is called.
 *
 * @param urls base URLs, at least one: scheme http or https, host, port, and a path that never ends in a slash
 * @param http which version it is spoken to in
 * @param timeout of one attempt; never beyond the deadline that is left
 * @param connectTimeout until a connection stands, TLS included
 * @param maxConnections open at once, to each of its URLs
 * @param maxConcurrent calls at once (the bulkhead); 0 where there is no bulkhead
 * @param queue calls that may wait for a place in the bulkhead
 * @param maxResponse bytes of a body, after unpacking
 * @param forward names of the client's headers that are passed on, lower case
 * @param set headers of every call to this service
 * @param tls null where it is known, and knows us, as the system has it set up
 * @param auth what is sent as {@code authorization}; null where nothing is
 * @param extras how much may be sent more than once
 * @param breaker null where calls are never refused because others failed
 * @param health null where it is not probed
 */
public record ServiceSpec(
        String name,
        List<URI> urls,
        HttpVersion http,
        Duration timeout,
        Duration connectTimeout,
        int maxConnections,
        int maxConcurrent,
        int queue,
        int maxResponse,
        List<String> forward,
        List<HeaderTemplate> set,
        @Nullable ServiceTls tls,
        @Nullable ServiceAuth auth,
        Extras extras,
        @Nullable BreakerSpec breaker,
        @Nullable HealthSpec health) {
    public ServiceSpec {
        urls = List.copyOf(urls);
        forward = List.copyOf(forward);
        set = List.copyOf(set);
    }

    /** The same as calls see it, which have nothing to do with probes. */
    public ServiceSpec unprobed() {
        return with(auth, null);
    }

    /** The same, showing the service something else. */
    public ServiceSpec with(@Nullable ServiceAuth other) {
        return with(other, health);
    }

    private ServiceSpec with(@Nullable ServiceAuth otherAuth, @Nullable HealthSpec otherHealth) {
        return new ServiceSpec(
                name,
                urls,
                http,
                timeout,
                connectTimeout,
                maxConnections,
                maxConcurrent,
                queue,
                maxResponse,
                forward,
                set,
                tls,
                otherAuth,
                extras,
                breaker,
                otherHealth);
    }

    /** The first of its base URLs. */
    public URI url() {
        return urls.getFirst();
    }

    /**
     * What is tried more than once, where a call does not say otherwise, and how much of it there may be.
     *
     * @param retry null where nothing is
     * @param retryShare retries as a share of the service's recent requests, 0 to 1
     * @param hedge null where nothing is
     * @param hedgeShare the same for hedges
     */
    public record Extras(
            @Nullable RetryRule retry,
            double retryShare,
            @Nullable HedgeRule hedge,
            double hedgeShare) {
        /** Nothing is tried more than once; a call that says otherwise has the usual budgets. */
        public static final Extras NONE = new Extras(null, 0.2, null, 0.05);

        /** Whether every call of the service counts for its budgets. */
        public boolean any() {
            return retry != null || hedge != null;
        }
    }
}
