package tributary.edge.connection;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.Http2Upgrader;
import org.jspecify.annotations.Nullable;
import tributary.observe.Observers;
import tributary.plan.ClientLimits;

/**
 * Guards one listener of the server, which by itself notices no departed client, knows no time for a head, a body or a
 * write, and lets ambiguous messages pass. The guard owns each connection from its accepting:
 *
 * <ul>
 *   <li>{@link Accepting} counts it in, {@link Watch} holds its deadlines;
 *   <li>{@link TlsLayer} is TLS, where there is any, between the socket and all that follows; the server knows nothing of it;
 *   <li>{@link GuardedConnection} finds out which HTTP is spoken and lets the server's own connection speak it, between a
 *       reader and a writer of ours;
 *   <li>{@link Http1Input} and {@link Http2Input} are that reader: what is malformed or too much never gets past them;
 *   <li>{@link Presence} is how a handler is interrupted whose client has left.
 * </ul>
 *
 * <p>Thread-safe. One guard serves one listener; {@link #close} is for after the listener's end.
 */
public final class Guard implements AutoCloseable {
    private final ClientLimits limits;
    private final Observers observers;
    private final @Nullable Securing securing;
    private final ConnectionCounts counts = new ConnectionCounts();
    private final Watch watch;
    private final Accepting accepting;
    private volatile boolean announced;

    /** Of a listener whose requests nobody is told of. */
    public Guard(ClientLimits limits) {
        this(limits, Observers.NONE, null);
    }

    /**
     * @param observers are told of requests that are refused here
     * @param securing null where clients do not speak TLS
     */
    public Guard(ClientLimits limits, Observers observers, @Nullable Securing securing) {
        this.securing = securing;
        this.limits = limits;
        this.observers = observers;
        this.watch = new Watch(limits);
        SocketOptions options = SocketOptions.builder().tcpNoDelay(true).build();
        this.accepting = new Accepting(options, limits, counts, watch);
    }

    /** Makes the listener that is being built a guarded one, for HTTP/1.1 and HTTP/2. */
    public void protect(WebServerConfig.Builder listener) {
        // The server's own limits stand one step behind ours, so that it is ours that answer.
        Http1Config http1 = Http1Config.builder()
                .maxHeadersSize(2 * limits.maxHeaderSize())
                .maxPrologueLength(2 * limits.maxHeaderSize())
                .sendKeepAliveHeader(false)
                // The path and the query are checked where they are read, and refused with their place; here a bad one
                // would end the connection, over HTTP/2 with everybody's streams on it.
                .validatePath(false)
                .validatePrologue(false)
                // Our own check of the head has been stricter already; this one
                // would answer a coded body with 400, not 415.
                .validateRequestHeaders(false)
                .addSendListener(new AnswerListener())
                .build();
        Http2Config http2 = Http2Config.builder()
                .maxHeaderListSize(limits.maxHeaderSize())
                .maxConcurrentStreams(limits.maxStreams())
                .validatePath(false)
                .flowControlTimeout(limits.writeTimeout())
                .build();
        listener.connectionOptions(accepting)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new GuardedSelector(
                        this,
                        Http1ConnectionSelector.builder()
                                .config(http1)
                                .addUpgrader(new UpgradeCheck(Http2Upgrader.create(http2)))
                                .build(),
                        Http2ConnectionSelector.builder().http2Config(http2).build()));
    }

    /** From now on every HTTP/1.1 answer says that it is its connection's last; all else goes on, new connections too. */
    public void announceEnd() {
        announced = true;
    }

    /**
     * From now on new connections are refused, and HTTP/2 clients told to begin nothing more. Idle connections stay, as a
     * request may be on its way on one.
     */
    public void shut() {
        announceEnd();
        accepting.shut();
        watch.announceEnd();
    }

    /** The same, and each connection is closed as soon as it is idle. Requests that have come are answered. */
    public void beginDrain() {
        shut();
        watch.closeIdle();
    }

    /** What became of this listener's connections. */
    public ConnectionCounts counts() {
        return counts;
    }

    boolean isEndAnnounced() {
        return announced;
    }

    Observers observers() {
        return observers;
    }

    @Nullable
    Securing securing() {
        return securing;
    }

    ClientLimits limits() {
        return limits;
    }

    Watch watch() {
        return watch;
    }

    Accepting accepting() {
        return accepting;
    }

    @Override
    public void close() {
        watch.close();
    }
}
