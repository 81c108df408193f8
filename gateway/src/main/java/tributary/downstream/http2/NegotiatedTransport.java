package tributary.downstream.http2;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import tributary.downstream.Exchanged;
import tributary.downstream.Transport;
import tributary.downstream.WireRequest;
import tributary.downstream.WireUse;
import tributary.downstream.http1.Connector;
import tributary.downstream.http1.Http1Transport;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.Resolver;
import tributary.downstream.http1.TransportSettings;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * Exchanges with one service over TLS in the protocol that the service prefers: HTTP/2 where it speaks it, HTTP/1.1 where it
 * does not (ALPN, RFC 7301).
 *
 * <p>Which one is only known when a handshake was made. The first connection is opened for HTTP/2; if the service agreed on
 * something else it is handed to HTTP/1.1, and so are all exchanges for the next ten minutes. Then the service is asked
 * again, since it may have learned HTTP/2. One that unlearns it is noticed with the next connection.
 *
 * <p>Thread-safe.
 */
public final class NegotiatedTransport implements Transport {
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(10);

    private final Http2Transport http2;
    private final Http1Transport http1;
    private final Handover handover;
    private final Ticker ticker;

    /** Until when HTTP/1.1 is spoken without asking. */
    private final AtomicLong http1Until;

    /** @param alarms on the same ticker as the deadlines of exchanges; stays its owner's to close */
    public NegotiatedTransport(
            Origin origin,
            TransportSettings settings,
            Resolver resolver,
            SSLContext tls,
            Ticker ticker,
            Alarms alarms) {
        this.ticker = ticker;
        http1Until = new AtomicLong(ticker.nanos());
        handover = new Handover(
                new Connector(origin, settings.connectTimeout(), resolver, tls, List.of("http/1.1")), ticker);
        http1 = new Http1Transport(origin, settings, handover, ticker, alarms);
        Connector both = new Connector(origin, settings.connectTimeout(), resolver, tls, List.of("h2", "http/1.1"));
        http2 = new Http2Transport(origin, settings, both, ticker, handover);
    }

    @Override
    public Exchanged exchange(WireRequest request, Deadline deadline) throws InterruptedException {
        if (http1Until.get() - ticker.nanos() <= 0) {
            Exchanged exchanged = http2.attempt(request, deadline);
            if (exchanged != null) {
                return exchanged;
            }
            http1Until.set(ticker.nanos() + ASKED_AGAIN.toNanos());
        }
        return http1.exchange(request, deadline);
    }

    @Override
    public int inUse() {
        return http2.inUse() + http1.inUse();
    }

    @Override
    public WireUse wireUse() {
        return http2.wireUse().plus(http1.wireUse());
    }

    @Override
    public void close() {
        http2.close();
        http1.close();
        handover.close();
    }
}
