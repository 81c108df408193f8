package tributary.config;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.plan.Identity;
import tributary.plan.ListenerTls;
import tributary.plan.ServiceTls;

/** TLS, towards clients and towards services. */
final class TlsKeys {
    private static final String FILE = "relative to the file that names it";

    static final Key<String> CERTIFICATE = Key.required(
            "certificate",
            Types.TEXT,
            "The PEM file with the listener's certificate, then those of its issuers, " + FILE + ".");
    static final Key<String> KEY = Key.required(
            "key",
            Types.TEXT,
            "The PEM file with the certificate's private key, unencrypted: PKCS #8, or an RSA or EC key in its older form.");
    static final Key<String> CLIENT_CA = Key.optional(
            "client-ca",
            Types.TEXT,
            "A PEM file of authorities, one of which must have issued a certificate that each client shows (mutual TLS)."
                    + " Without it clients need none.");

    static final Section SERVER_TLS = new Section("server.tls", """
            The public listener speaks TLS 1.3 and 1.2, and nothing without it: HTTP/2 and HTTP/1.1, as the client prefers it
            (ALPN). The handshake must end within `header-timeout`. The files are read again when they change: new connections
            get the new certificate, those there are go on. Faulty ones are refused, and the old stay; an expired certificate
            is a warning. Turning TLS on or off needs a restart. The admin listener never speaks TLS.""", """
            server:
              port: 8443
              tls:
                certificate: certs/tls.crt
                key: certs/tls.key
            """, List.of(CERTIFICATE, KEY, CLIENT_CA));

    static final Key<Fields> SERVER_TLS_KEY = Key.optional(
            "tls", SERVER_TLS.type(), "The public listener's certificate; without it, it speaks plain HTTP.");

    static final Key<String> CA = Key.optional(
            "ca",
            Types.TEXT,
            "A PEM file of the authorities that are believed, instead of the system's, " + FILE + ".");
    static final Key<String> OWN_CERTIFICATE = Key.optional(
            "certificate",
            Types.TEXT,
            "The PEM file with the certificate that the gateway shows where the service asks for one (mutual TLS), then those"
                    + " of its issuers.");
    static final Key<String> OWN_KEY =
            Key.optional("key", Types.TEXT, "The PEM file with that certificate's private key, unencrypted.");
    static final Key<String> SERVER_NAME = Key.optional(
            "server-name",
            Quantities.HOST,
            "The name that the service's certificate must be for, and that it is asked for (SNI), where that is not the host"
                    + " in its URL.");

    static final Section SERVICE_TLS =
            new Section("services.NAME.tls", """
            How the gateway knows the service, and shows who it is, over `https:`. Calls, health probes, and requests for tokens
            whose `token-url` has the service's scheme, host and port are made this way. The files are read again when they
            change. Where TLS does not come about, calls fail as `connect-failed`; the log tells operators why.""", """
            services:
              accounts:
                url: https://accounts.internal
                tls: { ca: certs/internal-ca.crt, certificate: certs/gateway.crt, key: certs/gateway.key }
            """, List.of(CA, OWN_CERTIFICATE, OWN_KEY, SERVER_NAME));

    static final Key<Fields> SERVICE_TLS_KEY = Key.optional(
            "tls", SERVICE_TLS.type(), "Whom the gateway believes, and which certificate it shows, over `https:`.");

    private TlsKeys() {}

    /** Null where it is not there or wrong. */
    static @Nullable ListenerTls listener(@Nullable Fields tls, PemFiles files) {
        if (tls == null) {
            return null;
        }
        Identity identity = files.identity(tls.written(CERTIFICATE), tls.written(KEY));
        List<X509Certificate> clients = files.certificates(tls.written(CLIENT_CA));
        return identity == null ? null : new ListenerTls(identity, clients);
    }

    /** Null where it is not there. */
    static @Nullable ServiceTls service(Fields service, List<URI> urls, PemFiles files, Problems problems) {
        Fields tls = service.orNull(SERVICE_TLS_KEY);
        if (tls == null) {
            return null;
        }
        if (SERVICE_TLS.keys().stream().noneMatch(tls::has)) {
            problems.error(tls.at().place(), tls.at() + " lacks 'ca', 'certificate' or 'server-name'");
        }
        if (tls.has(OWN_CERTIFICATE) != tls.has(OWN_KEY)) {
            problems.error(tls.at().place(), "'certificate' and 'key' belong together");
        }
        if (urls.stream().noneMatch(url -> "https".equalsIgnoreCase(url.getScheme()))) {
            problems.warning(tls.at().place(), "'tls' has no effect: no URL of the service begins with https:");
        }
        return new ServiceTls(
                files.certificates(tls.written(CA)),
                files.identity(tls.written(OWN_CERTIFICATE), tls.written(OWN_KEY)),
                tls.orNull(SERVER_NAME));
    }
}
