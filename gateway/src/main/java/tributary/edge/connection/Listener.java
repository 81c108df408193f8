package tributary.edge.connection;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tributary.observe.Observers;
import tributary.plan.ClientLimits;
import tributary.resilience.Uninterrupted;

/**
 * A port that is listened on, under its {@link Guard}, until it is closed.
 *
 * <p>The server under it gives up its port for good, and tells nobody, when accepting fails once, as it does where the process
 * has no file descriptor left. One thread therefore looks whether the port is still there, by connecting to it: after
 * descriptors were scarce, and every ten seconds. It takes a lost port again; until then {@link #listening} is false.
 *
 * <p>Thread-safe.
 */
public final class Listener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("tributary.edge");
    private static final Duration GLANCE = Duration.ofMillis(250);
    private static final int GLANCES_BETWEEN_LOOKS = 40;
    private static final int PATIENCE_MILLIS = 1000;

    private final String host;
    private final int port;
    private final Guard guard;
    private final Consumer<WebServerConfig.Builder> settings;
    private final Duration glance;
    private final Thread keeper = Thread.ofVirtual().name("listener keeper").unstarted(this::keep);
    private volatile WebServer server;
    private volatile boolean listening = true;
    private volatile boolean closing;

    private Listener(String host, int port, Guard guard, Consumer<WebServerConfig.Builder> settings, Duration glance)
            throws BindException {
        this.host = host;
        this.guard = guard;
        this.settings = settings;
        this.glance = glance;
        this.server = started(port);
        if (!server.isRunning()) {
            throw new BindException(host + ":" + port);
        }
        this.port = server.port();
    }

    /**
     * Listens.
     *
     * @param port 0 for one that is free
     * @param observers are told of what the guard refuses
     * @param securing null where clients do not speak TLS
     * @param settings of the server, but for place and protocols; used once more when the port was lost
     * @throws BindException where the port is taken, or the address none of this machine
     */
    public static Listener start(
            String host,
            int port,
            ClientLimits limits,
            Observers observers,
            @Nullable Securing securing,
            Consumer<WebServerConfig.Builder> settings)
            throws BindException {
        return start(host, port, new Guard(limits, observers, securing), settings, GLANCE);
    }

    static Listener start(
            String host, int port, Guard guard, Consumer<WebServerConfig.Builder> settings, Duration glance)
            throws BindException {
        Listener listener = null;
        try {
            listener = new Listener(host, port, guard, settings, glance);
        } finally {
            if (listener == null) {
                guard.close();
            }
        }
        listener.keeper.start();
        return listener;
    }

    /** A new server. It does not say why where it could not start; but then it does not run. */
    private WebServer started(int at) {
        WebServerConfig.Builder builder = WebServer.builder()
                .host(host)
                .port(at)
                .featuresDiscoverServices(false)
                .shutdownHook(false);
        settings.accept(builder);
        guard.protect(builder);
        return builder.build().start();
    }

    private void keep() {
        try {
            // Once at the start, too: what the JDK needs for waiting on sockets it sets up at the first wait, and if
            // there are no descriptors then, never again.
            refused();
            int glances = 0;
            while (!closing) {
                Thread.sleep(glance);
                glances = descriptorsLeft() ? glances + 1 : GLANCES_BETWEEN_LOOKS;
                if (glances >= GLANCES_BETWEEN_LOOKS && descriptorsLeft()) {
                    glances = 0;
                    look();
                }
            }
        } catch (InterruptedException e) {
            // It is being closed.
        }
    }

    private void look() throws InterruptedException {
        try {
            if (!listening || refused()) {
                LOG.log(Level.ERROR, "the listener has lost port " + port + " and takes it again");
                listening = false;
                listenAgain();
            }
        } catch (RuntimeException e) {
            if (!closing) {
                // The server's; it must not be the end of all looking.
                LOG.log(Level.ERROR, "the listener's port " + port + " could not be looked after", e);
            }
        }
    }

    /** Whether nobody listens on the port any more. Anything but a clear answer counts as no. */
    private boolean refused() {
        try (Socket socket = new Socket()) {
            InetAddress address = InetAddress.getByName(host);
            InetAddress reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
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
            WebServer next = started(port);
            if (next.isRunning()) {
                server = next;
                listening = true;
                LOG.log(Level.INFO, "the listener has port " + port + " again");
            } else {
                Thread.sleep(glance);
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

    /** Has it lose its port without a word, as when accepting fails. For tests. */
    void lose() {
        server.stop();
    }

    /** Whether clients can connect. */
    public boolean listening() {
        return listening;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    public Guard guard() {
        return guard;
    }

    /** Takes no more connections and closes those there are. */
    @Override
    public void close() {
        closing = true;
        keeper.interrupt();
        // It must not be left alone: it may be about to start the next server.
        boolean interrupted = Uninterrupted.join(keeper);
        server.stop();
        guard.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
