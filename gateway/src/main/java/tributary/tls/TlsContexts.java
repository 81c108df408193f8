package tributary.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tributary.plan.Identity;
import tributary.plan.ListenerTls;
import tributary.plan.ServiceTls;

/**
 * The JDK's contexts for TLS. Making one takes some milliseconds; each has sessions of its own, so nothing that was agreed on
 * under one certificate is taken up again under the next. Stateless.
 */
public final class TlsContexts {
    private TlsContexts() {}

    /** For a listener. Clients are asked for a certificate only by who uses it. */
    public static SSLContext of(ListenerTls tls) {
        return context(tls.identity(), tls.clientAuthorities());
    }

    /**
     * For calls to services.
     *
     * @param tls null for what the system has set up: whom it believes, and our certificate if there is one
     */
    public static SSLContext of(@Nullable ServiceTls tls) {
        if (tls == null || (tls.identity() == null && tls.authorities().isEmpty())) {
            return system();
        }
        return context(tls.identity(), tls.authorities());
    }

    /** Reading what the system believes takes a while, so ask for it only where there is need. */
    private static SSLContext system() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS could not be set up: see javax.net.ssl.keyStore and trustStore", e);
        }
    }

    private static SSLContext context(@Nullable Identity identity, List<X509Certificate> authorities) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Null stands for what the system believes, and for no certificate of ours.
            context.init(
                    identity == null ? null : new KeyManager[] {new OneIdentity(identity)},
                    authorities.isEmpty() ? null : believing(authorities),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS could not be set up with " + identity, e);
        }
    }

    private static TrustManager[] believing(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority " + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }
}
