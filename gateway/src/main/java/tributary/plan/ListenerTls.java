package tributary.plan;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a listener shows its clients, and asks of them.
 *
 * @param clientAuthorities one of which must have issued each client's certificate; empty where clients need none
 */
public record ListenerTls(Identity identity, List<X509Certificate> clientAuthorities) {
    public ListenerTls {
        clientAuthorities = List.copyOf(clientAuthorities);
    }
}
