package tributary.downstream.http2;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.downstream.http1.Opened;
import tributary.downstream.http1.WireException;
import tributary.downstream.http2.Exchange.Outcome;
import tributary.resilience.Deadline;

/**
 * One connection and the exchanges on it. It is open once the service has sent its first SETTINGS: from then on we know how
 * many streams it takes, and that it speaks HTTP/2 at all.
 *
 * <p>It ends when it lay idle for too long, when it is old and another follows it, when the service says so or breaks the protocol, when nothing comes back any more,
 * or when it cannot be written to. Its exchanges then fail as {@code Reset}; a safe one that met a connection which had been
 * used before, and of whose answer nothing has come, is sent again, since a connection that a service has just closed looks
 * the same from here.
 *
 * <p>Everything but {@link #run} is called with the lock held.
 */
final class Connection {
    /** What a stream may send before it hears from us; we take all at once, so that it never waits. */
    static final int STREAM_WINDOW = 1024 * 1024;

    static final int CONNECTION_WINDOW = 16 * 1024 * 1024;

    /** However many a service takes: beyond this, a second connection serves better than one thread. */
    private static final int MOST_STREAMS = 256;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /**
     * For the service's first words. They are not part of the connect timeout, which is short: a service may be busy, and who
     * waits keeps its own time.
     */
    private static final Duration GREETING = Duration.ofSeconds(3);

    private static final int UNSAID_WINDOW = 65_535;
    private static final long BLOCKED_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long FAREWELL_NANOS = Duration.ofSeconds(1).toNanos();

    private enum State {
        OPENING,
        OPEN,
        /** No new exchange is begun; it closes with the last one. */
        LEAVING,
        CLOSED
    }

    private final Connections all;
    private final Outgoing outgoing;
    private final Map<Integer, Exchange> streams = new HashMap<>();
    private State state = State.OPENING;
    private @Nullable Opened socket;
    private @Nullable Thread reader;
    private final Condition written;
    private boolean writing;
    private int nextId = 1;
    private int maxStreams = Integer.MAX_VALUE;
    private long sendWindow = UNSAID_WINDOW;
    private final Doubt doubt = new Doubt();
    private long idleSince;
    private long openedAt;
    private boolean retired;
    private @Nullable String cutBecause;

    Connection(Connections all, ReentrantLock lock) {
        this.all = all;
        outgoing = new Outgoing(lock, all.ticker());
        written = lock.newCondition();
    }

    void start() {
        reader = Thread.ofVirtual().name("http2-reader").start(this::run);
    }

    /** Opens the connection and reads until it ends; whatever happens, nobody waits for it afterwards. */
    private void run() {
        try {
            live();
        } finally {
            all.gone(this);
        }
    }

    private void live() {
        Opened opened;
        Incoming incoming;
        try {
            opened = all.open();
        } catch (IOException e) {
            all.notOpened(this, failure(e));
            return;
        } catch (InterruptedException e) {
            all.notOpened(this, new Failure.ConnectFailed("the gateway is closing"));
            return;
        }
        if (!opened.protocol().equals("h2") && all.speaksTls()) {
            all.otherProtocol(this, opened);
            return;
        }
        try {
            incoming = new Incoming(this, all, opened.in());
            greet(opened, incoming);
        } catch (IOException e) {
            opened.close();
            Failure refusal = opened.refusal(e);
            all.notOpened(this, refusal == null ? failure(e) : refusal);
            return;
        }
        try {
            incoming.readAll();
        } catch (BrokenConnection e) {
            all.locked(() -> close(e.error(), e.why()));
        } catch (IOException e) {
            // It has ended, from there or from here.
        } finally {
            // The farewell must have been said, or have been given up (see look), before the connection is forgotten.
            all.locked(() -> {
                lost();
                outgoing.end();
                while (writing) {
                    written.awaitUninterruptibly();
                }
            });
        }
    }

    private void greet(Opened opened, Incoming incoming) throws IOException {
        opened.readUntil(Deadline.after(GREETING, all.ticker()));
        FrameBytes hello = new FrameBytes().bytes(PREFACE, 0, PREFACE.length);
        hello.frame(Frame.SETTINGS, 0, 0, 18)
                .setting(Frame.ENABLE_PUSH, 0)
                .setting(Frame.INITIAL_WINDOW_SIZE, STREAM_WINDOW)
                .setting(Frame.MAX_HEADER_LIST_SIZE, HpackDecoder.MOST_BYTES)
                .windowUpdate(0, CONNECTION_WINDOW - UNSAID_WINDOW);
        OutputStream out = opened.out();
        // Surely fits into the socket's buffer, which is empty.
        out.write(hello.array(), 0, hello.length());
        incoming.readFirst();
        opened.readWithoutLimit();
        all.locked(() -> {
            writing = true;
            Thread.ofVirtual().name("http2-writer").start(() -> write(opened, out));
            socket = opened;
            state = State.OPEN;
            openedAt = all.ticker().nanos();
            idleSince = openedAt;
            boolean _ = doubt.heard(openedAt);
            all.serve();
            closeIfDone();
        });
    }

    /** The socket ends with its writer, for then all was said: reading ends with it. */
    private void write(Opened opened, OutputStream out) {
        try {
            outgoing.run(out);
        } catch (IOException e) {
            // Whoever reads from this connection finds out, since it is closed now.
        } finally {
            opened.close();
            all.locked(() -> {
                writing = false;
                written.signal();
            });
        }
    }

    private static Failure failure(IOException e) {
        if (e instanceof WireException known) {
            return known.failure();
        }
        return new Failure.ConnectFailed("the service did not answer in HTTP/2");
    }

    /** Whether another exchange can be begun here. */
    boolean hasRoom() {
        return usable() && streams.size() < Math.min(maxStreams, MOST_STREAMS) && !outgoing.full();
    }

    boolean opening() {
        return state == State.OPENING;
    }

    /** Whether it is open for exchanges that do not come. */
    int unwritten() {
        return outgoing.unwritten();
    }

    boolean idle() {
        return usable() && streams.isEmpty();
    }

    /** Whether, as far as is known, exchanges can be made here, now or later. */
    boolean usable() {
        return state == State.OPEN && !doubt.isThere() && nextId > 0;
    }

    boolean isOlderThan(long nanos) {
        return all.ticker().nanos() - openedAt > nanos;
    }

    /** Takes no more exchanges, and ends with the last one. */
    void retire() {
        retired = true;
        state = State.LEAVING;
        closeIfDone();
    }

    /** Whether it was told so; true until it is gone. */
    boolean retired() {
        return retired;
    }

    /** Whether it takes nothing although there is nothing on it. */
    boolean refusing() {
        return usable() && streams.isEmpty() && !hasRoom();
    }

    /** Whether nothing was ever begun on it, since the service forbade it. */
    boolean tookNothing() {
        return nextId == 1 && maxStreams == 0;
    }

    void begin(Exchange exchange) {
        exchange.beginAs(this, nextId, all.ticker().nanos(), sendWindow, STREAM_WINDOW);
        streams.put(nextId, exchange);
        nextId += 2;
        outgoing.begin(exchange);
    }

    /** Ends an exchange that nobody waits for any more; {@code late} where its time was up. */
    void abandon(Exchange exchange, boolean late) {
        if (streams.get(exchange.id()) != exchange) {
            return;
        }
        if (late && doubt.late(exchange.begunAt(), all.ticker().nanos())) {
            outgoing.control().frame(Frame.PING, 0, 0, 8).number(0).number(0);
        }
        reset(exchange, Frame.CANCEL);
    }

    /** Ends a stream from our side; the connection goes on. */
    void reset(Exchange exchange, int error) {
        outgoing.control().reset(exchange.id(), error);
        outgoing.wake();
        ended(exchange);
    }

    /** Takes a stream off the connection. */
    void ended(Exchange exchange) {
        streams.remove(exchange.id());
        outgoing.drop(exchange);
        if (streams.isEmpty()) {
            idleSince = all.ticker().nanos();
            closeIfDone();
        }
        all.serve();
    }

    private void closeIfDone() {
        if (streams.isEmpty() && (state == State.LEAVING || (state == State.OPEN && (all.closed() || nextId < 0)))) {
            close(Frame.NO_ERROR, "closed");
        }
    }

    /** Ends it if nothing is on it; one that is being opened, if nobody waits for it. */
    void endIfUnused(boolean nobodyWaits) {
        Thread opener = reader;
        if (state == State.OPENING && nobodyWaits && opener != null) {
            opener.interrupt();
        }
        closeIfDone();
    }

    @Nullable
    Exchange stream(int id) {
        return streams.get(id);
    }

    /** Whether we have begun a stream of that number, ended though it may be. */
    boolean begun(int id) {
        return (id & 1) == 1 && (nextId < 0 || id < nextId);
    }

    Outgoing outgoing() {
        return outgoing;
    }

    /** Something came, so somebody is there. */
    void heard() {
        if (doubt.heard(all.ticker().nanos())) {
            all.serve();
        }
    }

    void maxStreams(int most) {
        maxStreams = most;
    }

    /** The window of streams that are begun from now on; those there are grow or shrink with it (RFC 9113, 6.9.2). */
    void sendWindow(long window) throws BrokenConnection {
        for (Exchange exchange : streams.values()) {
            grow(exchange, window - sendWindow);
        }
        sendWindow = window;
    }

    static void grow(Exchange exchange, long by) throws BrokenConnection {
        exchange.growSendWindow(by);
        if (exchange.sendWindow() > Integer.MAX_VALUE) {
            throw new BrokenConnection(Frame.FLOW_CONTROL_ERROR, "a window beyond all bounds");
        }
    }

    /** The service takes no more streams, and does nothing with those beyond {@code last}. */
    void leave(int last) {
        if (state == State.OPEN) {
            state = State.LEAVING;
        }
        for (Exchange exchange : List.copyOf(streams.values())) {
            if (exchange.id() > last) {
                exchange.end(new Outcome.Unprocessed(new Failure.Reset("the service closed the connection")));
                ended(exchange);
            }
        }
        closeIfDone();
        all.serve();
    }

    /** Ends all exchanges and says farewell; the writer closes the socket behind that. */
    void close(int error, String why) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        failAll(why);
        outgoing.control().goAway(error);
        outgoing.end();
        all.serve();
    }

    private void lost() {
        state = State.CLOSED;
        failAll(cutBecause);
    }

    private void failAll(@Nullable String why) {
        List<Exchange> failed = new ArrayList<>(streams.values());
        streams.clear();
        for (Exchange exchange : failed) {
            boolean began = exchange.answer().began();
            Failure failure = new Failure.Reset(
                    why != null ? why : began ? "closed in the middle of the answer" : "closed before the answer");
            if (exchange.safe() && !began && exchange.id() > 1 && why == null) {
                exchange.end(new Outcome.Unprocessed(failure));
            } else {
                exchange.fail(failure);
            }
        }
    }

    /**
     * Looks after the connection now and then: closes it when it is idle for {@code maxIdleNanos}, and returns its socket where
     * only closing that will help.
     */
    @Nullable
    Opened look(long maxIdleNanos) {
        long now = all.ticker().nanos();
        if (doubt.isCertain(now)) {
            cutBecause = "nothing comes from the service any more";
            return socket;
        }
        if (outgoing.blockedNanos() > (state == State.CLOSED ? FAREWELL_NANOS : BLOCKED_NANOS)) {
            cutBecause = "the service does not read what it is sent";
            return socket;
        }
        if (state == State.OPEN && streams.isEmpty() && now - idleSince >= maxIdleNanos) {
            close(Frame.NO_ERROR, "closed");
        }
        closeIfDone();
        return null;
    }
}
