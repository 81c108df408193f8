package tributary.downstream.http1;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS to one origin: version 1.2 or later, the certificate checked against the host, one of the protocols that are offered. */
final class Tls {
    private final SSLContext context;
    private final Origin origin;
    private final TlsTrouble trouble;
    private final List<SNIServerName> names;
    private final String[] protocols;

    /** @param protocols by their ALPN names (RFC 7301), the one we like best first */
    Tls(SSLContext context, Origin origin, List<String> protocols) {
        this.context = context;
        this.origin = origin;
        trouble = new TlsTrouble(origin);
        names = serverNames(origin.tlsName());
        this.protocols = protocols.toArray(String[]::new);
    }

    /** Addresses are not sent as names (RFC 6066, 3), nor what cannot be written as one. */
    private static List<SNIServerName> serverNames(String host) {
        try {
            boolean address = host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1));
            return address ? List.of() : List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    TlsTrouble trouble() {
        return trouble;
    }

    SSLSocket shakeHands(TimedSocket socket) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, origin.tlsName(), origin.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(protocols);
        parameters.setServerNames(names);
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** What kind of failure it was, without a word of the certificate. */
    static String why(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof CertificateExpiredException || expired(e)) {
                return "the certificate has expired";
            }
            if (e instanceof CertificateNotYetValidException) {
                return "the certificate is not valid yet";
            }
            if (e instanceof CertPathBuilderException) {
                return "the certificate's authority is unknown";
            }
            if (e.getClass() == CertificateException.class) {
                // The JDK's check of the name throws this class itself, all others are subclasses of it.
                return "the certificate is for another host";
            }
            if (String.valueOf(e.getMessage()).contains("no_application_protocol")) {
                return "the service does not speak what was offered";
            }
            if (e instanceof EOFException || e instanceof SocketException) {
                return "the handshake was broken off";
            }
        }
        return "the handshake was refused";
    }

    private static boolean expired(Throwable e) {
        return e instanceof CertPathValidatorException path
                && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED;
    }
}
