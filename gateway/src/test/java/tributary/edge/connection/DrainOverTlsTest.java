package tributary.edge.connection;

import tributary.plan.ClientLimits;

/** The same over TLS. */
class DrainOverTlsTest extends DrainTest {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }
}
