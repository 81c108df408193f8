package tributary.plan;

import java.time.Duration;

/**
 * How it is found out whether a service is up.
 *
 * @param path of the probe, appended to each of the service's URLs; a query may be in it
 * @param every the distance between two probes of a URL
 * @param timeout of one probe
 * @param required whether the gateway is not ready while the service is down
 */
public record HealthSpec(String path, Duration every, Duration timeout, boolean required) {}
