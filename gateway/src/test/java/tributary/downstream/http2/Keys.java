package tributary.downstream.http2;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import tributary.plan.Identity;
import tributary.tls.Certificates;

/** A certificate of our own for 127.0.0.1, also as a file, and a context that trusts it. */
final class Keys {
    static final String PASSWORD = "changeit";

    private static final String NAME = "first";

    private final Path file;
    private final SSLContext context = Certificates.client(null);

    Keys(Path folder) throws Exception {
        file = folder.resolve("keys.p12");
        Identity identity = Certificates.identity(NAME);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "it", identity.key(), PASSWORD.toCharArray(), identity.chain().toArray(X509Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    Path file() {
        return file;
    }

    SSLContext context() {
        return context;
    }

    /** Listens with TLS and agrees on one of {@code protocols}. */
    SSLServerSocket listener(String... protocols) throws Exception {
        return Certificates.server(NAME, false, protocols);
    }
}
