package tributary.plan;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Who the gateway is in TLS. Equal where certificates and key are, byte by byte.
 *
 * @param chain the certificate, then the one that issued it, and so on; at least one
 * @param key that the first certificate is for
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public Identity {
        chain = List.copyOf(chain);
    }

    /** When the first of its certificates ends. */
    public Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    /** Without the key, whatever holds it prints. */
    @Override
    public String toString() {
        return "certificate of " + chain.getFirst().getSubjectX500Principal() + " until " + expires();
    }
}
