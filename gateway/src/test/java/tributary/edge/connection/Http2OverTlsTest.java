package tributary.edge.connection;

import java.net.http.HttpClient;
import tributary.plan.ClientLimits;
import tributary.tls.Certificates;

/** The same over TLS. */
class Http2OverTlsTest extends Http2Test {
    @Override
    GuardedServer server(ClientLimits limits) {
        return GuardedServer.secured(limits);
    }

    @Override
    HttpClient.Builder httpClient() {
        return HttpClient.newBuilder().sslContext(Certificates.client(null));
    }

    @Override
    String scheme() {
        return "https";
    }
}
