package tributary.edge.connection;

import tributary.plan.ClientLimits;

/** The same over TLS. */
class Http2OverTlsTest extends Http2Test {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }
}
