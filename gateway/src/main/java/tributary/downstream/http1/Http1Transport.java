package tributary.downstream.http1;

import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Bytes;
import tributary.downstream.Exchanged;
import tributary.downstream.Failure;
import tributary.downstream.Transport;
import tributary.downstream.WireAnswer;
import tributary.downstream.WireRequest;
import tributary.downstream.WireUse;
import tributary.downstream.http1.ConnectionPool.Place;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/**
 * Exchanges with one service over HTTP/1.1, strictly read (RFC 9110, 9112), on kept connections.
 *
 * <p>An answer is only ever handed to the request that it answers: a connection is kept if and only if the answer ended
 * exactly at its own end, nothing came behind it, and both sides agreed to go on. When a kept connection turns out to be
 * closed before a byte of the answer came, a safe request is sent once more on a new connection; one that is not safe
 * fails, since the service may have seen it.
 *
 * <p>The status counts more than the body: where an answer other than 2xx has a body that is too large, finds no memory
 * or cannot be unpacked, the answer stands without it.
 *
 * <p>Thread-safe. Meant for virtual threads: only they can be interrupted while they are blocked in a socket.
 */
public final class Http1Transport implements Transport {
    private final ConnectionPool pool;
    private final Opener opener;
    private final RequestWriter writer;
    private final int maxResponse;
    private final Ticker ticker;
    private final Alarms alarms;

    /**
     * @param tls the authorities that are believed and, if need be, our certificate; null where the origin is http
     * @param alarms on the same ticker as the deadlines of exchanges; stays its owner's to close
     */
    public Http1Transport(
            Origin origin,
            TransportSettings settings,
            Resolver resolver,
            @Nullable SSLContext tls,
            Ticker ticker,
            Alarms alarms) {
        this(
                origin,
                settings,
                new Connector(origin, settings.connectTimeout(), resolver, tls, List.of("http/1.1")),
                ticker,
                alarms);
    }

    /** As the other, over connections that {@code opener} opens. */
    public Http1Transport(Origin origin, TransportSettings settings, Opener opener, Ticker ticker, Alarms alarms) {
        pool = new ConnectionPool(settings, ticker);
        this.opener = opener;
        writer = new RequestWriter(origin);
        maxResponse = settings.maxResponse();
        this.ticker = ticker;
        this.alarms = alarms;
    }

    @Override
    public Exchanged exchange(WireRequest request, Deadline deadline) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (deadline.passed()) {
            return new Exchanged.None(new Failure.Timeout());
        }
        Place place = pool.take(deadline);
        if (place == null) {
            return new Exchanged.None(new Failure.BulkheadFull());
        }
        WireAnswer packed;
        try {
            packed = overPlace(place, request, deadline);
        } catch (IOException e) {
            return new Exchanged.None(failure(e, place.connection(), deadline));
        } finally {
            pool.giveBack(place);
        }
        // The place is free by now: nobody waits for a connection while we compute.
        return ContentCoding.undone(packed, maxResponse);
    }

    private WireAnswer overPlace(Place place, WireRequest request, Deadline deadline)
            throws IOException, InterruptedException {
        Connection kept = place.connection();
        if (kept != null && kept.usable(request.safe(), ticker.nanos())) {
            try {
                return over(kept, place, request, deadline);
            } catch (IOException e) {
                if (kept.answerBegan() || !request.safe() || ended(deadline)) {
                    throw e;
                }
            }
        }
        place.clear();
        return over(place.put(new Connection(opener.open(deadline))), place, request, deadline);
    }

    /** One exchange over {@code connection}, which is closed at the deadline if it is not over by then. */
    private WireAnswer over(Connection connection, Place place, WireRequest request, Deadline deadline)
            throws IOException {
        alarms.set(connection.begin(), deadline);
        boolean reusable = false;
        try {
            boolean sent = send(connection, request, deadline);
            Received received = receive(connection, request);
            reusable = sent && received.reusable();
            return received.answer();
        } finally {
            place.keepIf(alarms.clear(connection.lateness()) && reusable);
        }
    }

    /** An answer, and whether it ended so that the connection may serve another. */
    private record Received(WireAnswer answer, boolean reusable) {}

    private Received receive(Connection connection, WireRequest request) throws IOException {
        HeadReader reader = new HeadReader(connection);
        AnswerHead head = reader.read(request.method().equals("HEAD"));
        Bytes body;
        boolean whole = true;
        try {
            body = new BodyReader(connection, maxResponse).read(head.framing(), reader);
        } catch (WireException e) {
            if (successful(head.status()) || !isSize(e.failure())) {
                throw e;
            }
            body = Bytes.NONE;
            whole = false;
        }
        return new Received(
                new WireAnswer(head.status(), head.fields(), body), whole && head.reusable() && connection.atEnd());
    }

    /**
     * Returns whether the request was sent whole. If not, there may be an answer all the same: a service that refuses a
     * large body answers early and closes. If there is none, reading will say so.
     */
    private boolean send(Connection connection, WireRequest request, Deadline deadline) throws IOException {
        try {
            writer.write(connection, request);
            return true;
        } catch (IOException e) {
            if (ended(deadline)) {
                throw e;
            }
            return false;
        }
    }

    /** Whether it was not the service that ended the exchange but the deadline or an interruption. */
    private static boolean ended(Deadline deadline) {
        return Thread.currentThread().isInterrupted() || deadline.passed();
    }

    private static Failure failure(IOException e, @Nullable Connection connection, Deadline deadline)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (e instanceof WireException known) {
            return known.failure();
        }
        if (ended(deadline)) {
            return new Failure.Timeout();
        }
        Failure refusal = connection == null ? null : connection.refusal(e);
        if (refusal != null) {
            return refusal;
        }
        boolean began = connection != null && connection.answerBegan();
        return new Failure.Reset(began ? "closed in the middle of the answer" : "closed before the answer");
    }

    private static boolean isSize(Failure failure) {
        return failure instanceof Failure.TooLarge || failure instanceof Failure.Overloaded;
    }

    private static boolean successful(int status) {
        return status / 100 == 2;
    }

    /** How full the pool of connections is just now. */
    public PoolUse use() {
        return pool.use();
    }

    @Override
    public int inUse() {
        return pool.use().inUse();
    }

    @Override
    public WireUse wireUse() {
        PoolUse use = pool.use();
        return new WireUse(use.open(), use.idle(), use.waiting());
    }

    /** Exchanges that come later are still served, each on a connection of its own. */
    @Override
    public void close() {
        pool.close();
    }
}
