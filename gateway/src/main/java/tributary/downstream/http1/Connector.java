package tributary.downstream.http1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.resilience.Deadline;

/**
 * Opens connections to one origin: name, TCP, TLS, all of it within the connect timeout and the deadline. The addresses
 * of a name are tried in turn, each with an equal share of the time that is left, so that a dead first one does not use
 * it up. Thread-safe.
 */
public final class Connector implements Opener {
    private static final int MOST_ADDRESSES = 8;

    private final Origin origin;
    private final Duration timeout;
    private final Resolver resolver;
    private final @Nullable Tls tls;
    private final @Nullable InetAddress literal;

    /**
     * @param context for TLS; null where the origin is http
     * @param protocols that TLS offers, by their ALPN names, the one we like best first
     */
    public Connector(
            Origin origin, Duration timeout, Resolver resolver, @Nullable SSLContext context, List<String> protocols) {
        this.origin = origin;
        this.timeout = timeout;
        this.resolver = resolver;
        tls = origin.https() ? new Tls(Objects.requireNonNull(context), origin, protocols) : null;
        literal = literal(origin.host());
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public Opened open(Deadline deadline) throws IOException, InterruptedException {
        Deadline by = deadline.within(timeout);
        try {
            return toAnyAddress(by);
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (deadline.passed()) {
                throw new WireException(new Failure.Timeout());
            }
            if (by.passed()) {
                throw failed("no connection within " + timeout.toMillis() + " ms");
            }
            throw e instanceof WireException ? e : failed(why(e));
        }
    }

    private Opened toAnyAddress(Deadline by) throws IOException, InterruptedException {
        List<InetAddress> addresses = literal != null ? List.of(literal) : resolver.resolve(origin.host(), by);
        IOException last = failed("the host's name is unknown");
        int count = Math.min(addresses.size(), MOST_ADDRESSES);
        for (int i = 0; i < count && !by.passed(); i++) {
            Deadline share = by.within(Duration.ofNanos(by.remainingNanos() / (count - i)));
            try {
                return to(addresses.get(i), share);
            } catch (WireException e) {
                // TLS did not come about: another address of the same service would not be more trustworthy.
                throw e;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private Opened to(InetAddress address, Deadline by) throws IOException {
        TimedSocket socket = new TimedSocket(by);
        boolean open = false;
        try {
            socket.setTcpNoDelay(true);
            if (by.passed()) {
                throw new SocketTimeoutException();
            }
            socket.connect(new InetSocketAddress(address, origin.port()), by.remainingMillisForSocket());
            Opened opened = tls == null
                    ? new Opened(socket, null, null)
                    : new Opened(socket, shakeHands(tls, socket, by), tls.trouble());
            open = true;
            return opened;
        } finally {
            if (!open) {
                socket.close();
            }
        }
    }

    private static SSLSocket shakeHands(Tls tls, TimedSocket socket, Deadline by) throws IOException {
        try {
            return tls.shakeHands(socket);
        } catch (IOException e) {
            // When time is up, TLS complains too, in its own words.
            throw by.passed() || Thread.currentThread().isInterrupted()
                    ? e
                    : new WireException(tls.trouble().handshake(e));
        }
    }

    private static WireException failed(String why) {
        return new WireException(new Failure.ConnectFailed(why));
    }

    /** The system's words are not handed on, because addresses may stand among them. */
    private static String why(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("refused")) {
            return "connection refused";
        }
        if (e instanceof NoRouteToHostException || message.contains("unreachable")) {
            return "the host is unreachable";
        }
        return e instanceof SocketTimeoutException ? "no connection in time" : "no connection";
    }
}
