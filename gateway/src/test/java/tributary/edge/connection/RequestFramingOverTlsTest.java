package tributary.edge.connection;

import tributary.plan.ClientLimits;

/** The same over TLS. */
class RequestFramingOverTlsTest extends RequestFramingTest {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }
}
