package tributary.plan;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service is known, and how it knows us, in TLS.
 *
 * @param authorities that are believed; empty for those of the system
 * @param identity what we show where the service asks; null where we have nothing
 * @param serverName that the service's certificate must be for, and that is asked for; null for the host in its URL
 */
public record ServiceTls(
        List<X509Certificate> authorities,
        @Nullable Identity identity,
        @Nullable String serverName) {
    public ServiceTls {
        authorities = List.copyOf(authorities);
    }
}
