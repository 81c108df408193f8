package tributary.edge;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import tributary.edge.connection.ConnectionCounts;
import tributary.edge.connection.Guard;
import tributary.observe.Observers;
import tributary.plan.ServerSpec;

/**
 * The listener that clients talk to: HTTP/1.1 and HTTP/2 without TLS on one port.
 *
 * <p>The server under it gives up its port for good, and tells nobody, when accepting fails once, as it does where the process
 * has no file descriptor left. One thread therefore looks whether the port is still there, by connecting to it: after
 * descriptors were scarce, and every ten seconds. It takes a lost port again; until then {@link #listening} is false.
 */
public final class PublicListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.edge");

    /** When the server is told to stop, the requests have had their time: see {@link Drain}. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final Duration GLANCE = Duration.ofMillis(250);
    private static final int GLANCES_BETWEEN_LOOKS = 40;
    private static final int PATIENCE_MILLIS = 1000;

    private final ServerSpec spec;
    private final AggregateHandler handler;
    private final Observers observers;
    private final Guard guard;
    private final Thread keeper = Thread.ofVirtual().name("listener keeper").unstarted(this::keep);
    private final int port;
    private volatile WebServer server;
    private volatile boolean listening = true;
    private volatile boolean closing;

    private PublicListener(ServerSpec spec, AggregateHandler handler, Observers observers) {
        this.spec = spec;
        this.handler = handler;
        this.observers = observers;
        this.guard = new Guard(spec.limits(), observers);
        try {
            this.server = server(spec.port());
            server.start();
            this.port = server.port();
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    /**
     * Listens; throws an unchecked exception of the server's where it cannot, such as on a port that is taken.
     *
     * @param observers are told of requests that are answered before they come to {@code handler}
     */
    public static PublicListener start(ServerSpec spec, AggregateHandler handler, Observers observers) {
        PublicListener listener = new PublicListener(spec, handler, observers);
        listener.keeper.start();
        return listener;
    }

    private WebServer server(int port) {
        LastResort lastResort = new LastResort(observers);
        WebServerConfig.Builder builder = WebServer.builder()
                .host(spec.host())
                .port(port)
                .maxPayloadSize(spec.limits().maxRequestBody())
                .directHandlers(lastResort.handlers())
                .routing(HttpRouting.builder().any(handler).error(Throwable.class, lastResort))
                .featuresDiscoverServices(false)
                // The server's NIO sockets hold two buffers of 8 KiB each and copy what is written once more.
                .useNio(false)
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE);
        guard.protect(builder);
        return builder.build();
    }

    private void keep() {
        try {
            // Once at the start, too: what the JDK needs for waiting on sockets it sets up at the first wait, and if
            // there are
            // no descriptors then, never again.
            refused();
            int glances = 0;
            while (!closing) {
                Thread.sleep(GLANCE);
                glances = descriptorsLeft() ? glances + 1 : GLANCES_BETWEEN_LOOKS;
                if (glances >= GLANCES_BETWEEN_LOOKS && descriptorsLeft()) {
                    glances = 0;
                    if (refused()) {
                        LOG.log(Level.ERROR, "the listener has lost its port and takes it again");
                        listening = false;
                        listenAgain();
                    }
                }
            }
        } catch (InterruptedException e) {
            // It is being closed.
        }
    }

    /** Whether nobody listens on the port any more. Anything but a clear answer counts as no. */
    private boolean refused() {
        try (Socket socket = new Socket()) {
            InetAddress host = InetAddress.getByName(spec.host());
            InetAddress reached = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
            socket.connect(new InetSocketAddress(reached, port), PATIENCE_MILLIS);
            socket.setSoTimeout(1);
            return socket.getInputStream().read() == 0;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void listenAgain() throws InterruptedException {
        server.stop();
        while (!closing && !listening) {
            WebServer next = server(port);
            next.start();
            if (next.isRunning()) {
                server = next;
                listening = true;
                LOG.log(Level.INFO, "the listener has its port again");
            } else {
                Thread.sleep(GLANCE);
            }
        }
    }

    /** Whether a socket could be opened just now. */
    private static boolean descriptorsLeft() {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            return channel.isOpen();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether clients can connect. */
    public boolean listening() {
        return listening;
    }

    /** What became of its connections. */
    public ConnectionCounts connections() {
        return guard.counts();
    }

    /** The port it listens on. */
    public int port() {
        return port;
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
        closing = true;
        keeper.interrupt();
        boolean interrupted = false;
        try {
            keeper.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        guard.beginDrain();
        server.stop();
        guard.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
