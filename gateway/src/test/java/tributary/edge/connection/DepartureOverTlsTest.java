package tributary.edge.connection;

import tributary.plan.ClientLimits;

/** The same over TLS. */
class DepartureOverTlsTest extends DepartureTest {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }

    /** Fewer: their handshakes cost more than what is tested here. */
    @Override
    int clients() {
        return 50;
    }
}
