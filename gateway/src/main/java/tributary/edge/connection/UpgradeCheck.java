package tributary.edge.connection;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the invitation to speak HTTP/2 only where the client's settings come with it and can be read (RFC 7540, 3.2.1), and
 * where TLS has not settled already what is spoken.
 * Any other is answered as if it had not been said; the server would take it for a failure of its own, and log it.
 *
 * <p>Thread-safe.
 */
final class UpgradeCheck implements Http1Upgrader {
    private static final HeaderName SETTINGS = HeaderNames.create("HTTP2-Settings");
    private static final int SETTING_LENGTH = 6;

    private final Http1Upgrader upgrader;

    UpgradeCheck(Http1Upgrader upgrader) {
        this.upgrader = upgrader;
    }

    @Override
    public String supportedProtocol() {
        return upgrader.supportedProtocol();
    }

    @Override
    public @Nullable ServerConnection upgrade(
            ConnectionContext connection, HttpPrologue prologue, WritableHeaders<?> headers) {
        return !connection.isSecure() && hasSettings(headers) ? upgrader.upgrade(connection, prologue, headers) : null;
    }

    private static boolean hasSettings(WritableHeaders<?> headers) {
        if (!headers.contains(SETTINGS)) {
            return false;
        }
        List<String> values = headers.get(SETTINGS).allValues();
        try {
            return values.size() == 1 && Base64.getUrlDecoder().decode(values.getFirst()).length % SETTING_LENGTH == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
