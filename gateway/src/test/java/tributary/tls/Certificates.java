package tributary.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import tributary.plan.Identity;
import tributary.plan.ListenerTls;
import tributary.plan.ServiceTls;

/** The certificates of {@code src/test/resources/tls}; see {@code make.sh} there. */
public final class Certificates {
    private static final Path FOLDER = Path.of("src/test/resources/tls").toAbsolutePath();

    private Certificates() {}

    public static Path file(String name) {
        return FOLDER.resolve(name + ".pem");
    }

    public static List<X509Certificate> chain(String name) {
        return chain(file(name));
    }

    /** Of a client that believes those who are in {@code file}. */
    public static SSLContext believing(Path file) {
        return TlsContexts.of(new ServiceTls(chain(file), null, null));
    }

    private static List<X509Certificate> chain(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = new ArrayList<>();
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(each -> chain.add((X509Certificate) each));
            return chain;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** One of the names with a key in the usual form. */
    public static Identity identity(String name) {
        try {
            List<X509Certificate> chain = chain(name);
            String pem = Files.readString(file(name + "-key")).replaceAll("-----[^-]+-----|\\s", "");
            return new Identity(
                    chain,
                    KeyFactory.getInstance(chain.getFirst().getPublicKey().getAlgorithm())
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static ListenerTls listener(String name) {
        return new ListenerTls(identity(name), List.of());
    }

    /** Of a client that believes our authority. */
    public static SSLContext client(@Nullable String identity) {
        return TlsContexts.of(new ServiceTls(chain("authority"), identity == null ? null : identity(identity), null));
    }

    /** Over {@code below}; agreed on when it is first used. */
    public static SSLSocket connect(Socket below, SSLContext context, String... protocols) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", below.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** A service's, on a free port of the loopback. */
    public static SSLServerSocket server(String name, boolean mutual, String... protocols) throws IOException {
        SSLContext context = TlsContexts.of(new ListenerTls(identity(name), chain("authority")));
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        parameters.setNeedClientAuth(mutual);
        listener.setSSLParameters(parameters);
        return listener;
    }
}
