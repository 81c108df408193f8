package tributary.downstream.http1;

import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;

/** TLS as the system has it set up: whom it believes, and our certificate if there is one. Reading that takes a while. */
public final class SystemTls {
    private SystemTls() {}

    public static SSLContext authorities() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("TLS could not be set up: see javax.net.ssl.keyStore and trustStore", e);
        }
    }
}
