package tributary.edge;

import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.BindException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.ConnectionCounts;
import tributary.edge.connection.Listener;
import tributary.edge.connection.Securing;
import tributary.observe.Observers;
import tributary.plan.ServerSpec;

/** The listener that clients talk to: HTTP/1.1 and HTTP/2 on one port, over TLS or without. */
public final class PublicListener implements AutoCloseable {
    /** When the server is told to stop, the requests have had their time: see {@link Drain}. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private final Listener listener;
    private final @Nullable Securing securing;

    private PublicListener(Listener listener, @Nullable Securing securing) {
        this.listener = listener;
        this.securing = securing;
    }

    /**
     * Listens.
     *
     * @param observers are told of requests that are answered before they come to {@code handler}
     * @throws BindException where it cannot, such as on a port that is taken
     */
    public static PublicListener start(ServerSpec spec, AggregateHandler handler, Observers observers)
            throws BindException {
        Securing securing = spec.tls() == null ? null : new Securing(spec.tls());
        Listener listener = Listener.start(
                spec.host(),
                spec.port(),
                spec.limits(),
                observers,
                securing,
                builder -> settings(builder, spec, handler, observers));
        return new PublicListener(listener, securing);
    }

    /** Shows the clients that connect from now on what {@code spec} says. Whether TLS is spoken at all stays as it is. */
    public void follow(ServerSpec spec) {
        if (securing != null && spec.tls() != null) {
            securing.follow(spec.tls());
        }
    }

    private static void settings(
            WebServerConfig.Builder builder, ServerSpec spec, AggregateHandler handler, Observers observers) {
        LastResort lastResort = new LastResort(observers);
        builder.maxPayloadSize(spec.limits().maxRequestBody())
                .directHandlers(lastResort.handlers())
                .routing(HttpRouting.builder().any(handler).error(Throwable.class, lastResort))
                // The server's NIO sockets hold two buffers of 8 KiB each and copy what is written once more.
                .useNio(false)
                .shutdownGracePeriod(GRACE);
    }

    /** Whether clients can connect. */
    public boolean listening() {
        return listener.listening();
    }

    /** What became of its connections. */
    public ConnectionCounts connections() {
        return listener.guard().counts();
    }

    /** The port it listens on. */
    public int port() {
        return listener.port();
    }

    /** From now on each answer says that it is its connection's last; all else goes on, new connections too. */
    public void announceEnd() {
        listener.guard().announceEnd();
    }

    /** From now on no connection is accepted; each there is ends with its next answer. */
    public void shut() {
        listener.guard().shut();
    }

    /** Takes no more connections and closes those there are. */
    @Override
    public void close() {
        listener.guard().beginDrain();
        listener.close();
    }
}
