package tributary.edge.connection;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tributary.plan.ClientLimits;
import tributary.resilience.Occasional;
import tributary.resilience.Ticker;

/**
 * The door: the server asks it to configure each socket it has accepted, on the accepting thread, before anything else
 * happens to it. Here a socket gets its place among {@code max-connections} or is closed, and comes under the {@link Watch}.
 *
 * <p>The server shows a selector no socket, only addresses; by those two the selector takes its socket from here. No two
 * open connections of a host have both alike.
 */
final class Accepting implements SocketOptions {
    private record Ends(
            @Nullable SocketAddress remote, @Nullable SocketAddress local) {}

    private static final System.Logger LOG = System.getLogger("tributary.edge");
    private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

    private final Occasional refusals = new Occasional(TOLD_EVERY, Ticker.SYSTEM);
    private final SocketOptions options;
    private final int places;
    private final ConnectionCounts counts;
    private final Watch watch;
    private final Map<Ends, GuardedSocket> accepted = new ConcurrentHashMap<>();
    private volatile boolean shut;

    Accepting(SocketOptions options, ClientLimits limits, ConnectionCounts counts, Watch watch) {
        this.options = options;
        this.places = Math.min(limits.maxConnections(), Descriptors.forClients());
        this.counts = counts;
        this.watch = watch;
    }

    @Override
    public void configureSocket(SocketChannel channel) {
        if (shut || !counts.opened(places)) {
            counts.countRefused();
            tellRefused();
            // The server closes a socket whose configuration fails, and accepts the next one.
            throw new CloseConnectionException("there is no place left");
        }
        GuardedSocket socket = new GuardedSocket(channel, counts, watch.now());
        try {
            options.configureSocket(channel);
            Ends ends = new Ends(channel.getRemoteAddress(), channel.getLocalAddress());
            accepted.put(ends, socket);
            // One that never comes to its connection, as a TLS handshake may fail, leaves no trace.
            socket.onRelease(() -> accepted.remove(ends, socket));
        } catch (IOException e) {
            socket.close();
        }
        watch.add(socket);
    }

    private void tellRefused() {
        long times = shut ? 0 : refusals.happened();
        if (times > 0) {
            LOG.log(
                    Level.WARNING,
                    "connections: all " + places + " places are taken; closed as they came since this was last said: "
                            + times);
        }
    }

    @Nullable
    GuardedSocket take(ConnectionContext context) {
        return accepted.remove(
                new Ends(context.remotePeer().address(), context.localPeer().address()));
    }

    /** From now on nobody comes in. */
    void shut() {
        shut = true;
    }

    @Override
    public void configureSocket(Socket socket) {
        options.configureSocket(socket);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
