package tributary.downstream.http2;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.Transport;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.downstream.WireUse;
import tributary.downstream.http1.Connector;
import tributary.downstream.http1.ContentCoding;
import tributary.downstream.http1.Opener;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.Resolver;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.Exchange.Outcome;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * Exchanges with one service over HTTP/2 (RFC 9113), side by side on one connection, or on a few where the service takes no
 * more on one. Without TLS the service is known to speak it; with TLS it must agree.
 *
 * <p>A request that the service says it has not looked at (REFUSED_STREAM, or beyond the last of a GOAWAY) is sent once more,
 * whatever its method. So is a safe one whose connection, used before, ended before a byte of the answer came. A cancelled
 * exchange, or one whose time is up, ends its stream only.
 *
 * <p>Failures, the body's limit and the content coding are as in
 * {@link tributary.downstream.http1.Http1Transport Http1Transport}; a connection that is idle for {@code maxIdle} is closed.
 *
 * <p>Thread-safe.
 */
public final class Http2Transport implements Transport {
    private final Connections connections;
    private final RequestBlock blocks;
    private final int maxResponse;
    private final AtomicInteger inUse = new AtomicInteger();

    /** @param tls the authorities that are believed and, if need be, our certificate; null where the origin is http */
    public Http2Transport(
            Origin origin, TransportSettings settings, Resolver resolver, @Nullable SSLContext tls, Ticker ticker) {
        this(
                origin,
                settings,
                new Connector(origin, settings.connectTimeout(), resolver, tls, List.of("h2")),
                ticker,
                null);
    }

    /** @param otherwise takes the connections on which another protocol was agreed on; null where that is a failure */
    Http2Transport(
            Origin origin, TransportSettings settings, Opener opener, Ticker ticker, @Nullable Handover otherwise) {
        connections = new Connections(settings, opener, ticker, origin.https(), otherwise);
        blocks = new RequestBlock(origin);
        maxResponse = settings.maxResponse();
    }

    @Override
    public Exchanged exchange(WireRequest request, Deadline deadline) throws InterruptedException {
        Exchanged exchanged = attempt(request, deadline);
        if (exchanged == null) {
            throw new IllegalStateException("another protocol, and nobody to speak it");
        }
        return exchanged;
    }

    /** As {@link #exchange}; null where the service wants another protocol, the request not having been sent. */
    @Nullable
    Exchanged attempt(WireRequest request, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (deadline.passed()) {
            return new Exchanged.None(new Failure.Timeout());
        }
        byte[] block = blocks.of(request);
        inUse.incrementAndGet();
        Outcome outcome;
        try {
            outcome = connections.run(new Exchange(request, block, maxResponse), deadline);
            if (outcome instanceof Outcome.Unprocessed) {
                outcome = connections.run(new Exchange(request, block, maxResponse), deadline);
            }
        } finally {
            inUse.decrementAndGet();
        }
        return switch (outcome) {
            case Outcome.Ended(WireAnswer packed) -> ContentCoding.undone(packed, maxResponse);
            case Outcome.Ended(Exchanged.None none) -> none;
            case Outcome.Unprocessed(Failure failure) -> new Exchanged.None(failure);
            case Outcome.OtherProtocol _ -> null;
        };
    }

    /** Connections that are open, or being opened or closed. */
    int connections() {
        return connections.count();
    }

    /** Exchanges under way: over HTTP/2 they, and not connections, are what is in use. */
    @Override
    public int inUse() {
        return inUse.get();
    }

    @Override
    public WireUse wireUse() {
        return connections.wireUse();
    }

    /** Exchanges that come later are still served. */
    @Override
    public void close() {
        connections.close();
    }
}
