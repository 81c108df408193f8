package tributary.edge.connection;

import tributary.plan.ClientLimits;

/** The same over TLS. */
class DepartureOverTlsTest extends DepartureTest {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }
}
