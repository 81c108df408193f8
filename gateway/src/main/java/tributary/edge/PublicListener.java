package tributary.edge;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import tributary.edge.connection.ConnectionCounts;
import tributary.edge.connection.Guard;
import tributary.plan.ServerSpec;

/** The listener that clients talk to: HTTP/1.1 and HTTP/2 without TLS on one port. */
public final class PublicListener implements AutoCloseable {
    /** When the server is told to stop, the requests have had their time: see {@link Drain}. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private final WebServer server;
    private final Guard guard;

    private PublicListener(WebServer server, Guard guard) {
        this.server = server;
        this.guard = guard;
    }

    /** Listens; throws an unchecked exception of the server's where it cannot, such as on a port that is taken. */
    public static PublicListener start(ServerSpec spec, AggregateHandler handler) {
        LastResort lastResort = new LastResort();
        Guard guard = new Guard(spec.limits());
        WebServerConfig.Builder listener = WebServer.builder()
                .host(spec.host())
                .port(spec.port())
                .maxPayloadSize(spec.limits().maxRequestBody())
                .directHandlers(lastResort.handlers())
                .routing(HttpRouting.builder().any(handler).error(Throwable.class, lastResort))
                .featuresDiscoverServices(false)
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE);
        guard.protect(listener);
        WebServer server = listener.build();
        try {
            server.start();
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
        return new PublicListener(server, guard);
    }

    /** What became of its connections. */
    public ConnectionCounts connections() {
        return guard.counts();
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** From now on each answer says that it is its connection's last; all else goes on, new connections too. */
    public void announceEnd() {
        guard.announceEnd();
    }

    /** From now on no connection is accepted; each there is ends with its next answer. */
    public void shut() {
        guard.shut();
    }

    /** Takes no more connections and closes those there are. */
    @Override
    public void close() {
        guard.beginDrain();
        server.stop();
        guard.close();
    }
}
