package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/**
 * The listener's only selector. Because it is the only one, the server gives it every connection before a byte of it is
 * read.
 */
final class GuardedSelector implements ServerConnectionSelector {
    private final Guard guard;
    private final ServerConnectionSelector http1;
    private final ServerConnectionSelector http2;

    GuardedSelector(Guard guard, ServerConnectionSelector http1, ServerConnectionSelector http2) {
        this.guard = guard;
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData begun) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("h2", "http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        GuardedSocket socket = guard.accepting().take(context);
        if (socket == null) {
            throw new CloseConnectionException("the connection has ended before it began");
        }
        return new GuardedConnection(context, socket, guard, http1, http2);
    }
}
