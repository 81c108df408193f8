package tributary.plan;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One service and how it is called.
 *
 * @param url base URL: scheme http or https, host, port, and a path that never ends in a slash
 * @param http which version it is spoken to in
 * @param timeout of one attempt; never beyond the deadline that is left
 * @param connectTimeout until a connection stands, TLS included
 * @param maxConnections open at once
 * @param maxConcurrent calls at once (the bulkhead); 0 where there is no bulkhead
 * @param queue calls that may wait for a place in the bulkhead
 * @param maxResponse bytes of a body, after unpacking
 * @param forward names of the client's headers that are passed on, lower case
 * @param set headers of every call to this service
 */
public record ServiceSpec(
        String name,
        URI url,
        HttpVersion http,
        Duration timeout,
        Duration connectTimeout,
        int maxConnections,
        int maxConcurrent,
        int queue,
        int maxResponse,
        List<String> forward,
        List<HeaderTemplate> set) {
    public ServiceSpec {
        forward = List.copyOf(forward);
        set = List.copyOf(set);
    }
}
