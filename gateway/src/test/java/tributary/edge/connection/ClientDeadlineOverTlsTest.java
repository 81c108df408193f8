package tributary.edge.connection;

import java.util.List;
import tributary.plan.ClientLimits;

/** The same over TLS. */
class ClientDeadlineOverTlsTest extends ClientDeadlineTest {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }

    /** HTTP/2 is agreed on here, not guessed. */
    @Override
    List<String> beginnings() {
        return List.of("G", "GET /ignore HTTP/1.1\r\nHost: x\r\n");
    }
}
