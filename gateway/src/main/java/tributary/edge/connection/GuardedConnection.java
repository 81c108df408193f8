package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tributary.observe.RequestRecord;

/**
 * One connection, from its first byte to its last. To the server it is a connection of its own kind; to the server's
 * HTTP/1.1 or HTTP/2 connection, which does the speaking, it is the socket.
 *
 * <p>Threads: the connection's own runs {@link #handle} and with it all reading; for HTTP/1.1 the handlers too. The watch,
 * a read ahead and a stopping server come from outside, and touch only what is volatile or guards itself.
 */
final class GuardedConnection implements ServerConnection, ConnectionContext, Http1Input.RefusalWriter {
    private static final byte[] PREFACE = Http2Input.PREFACE;
    /** Reads of what a client still sends after its last answer, before it is cut off. */
    private static final int MAX_DISCARDED_READS = 4096;

    private final ConnectionContext context;
    private final GuardedSocket socket;
    private final @Nullable TlsLayer tls;
    private final Guard guard;
    private final ServerConnectionSelector http1;
    private final ServerConnectionSelector http2;
    private final ByteSource source;
    private final GuardedWriter writer;
    private final DataReader reader;
    private final ClientPeer peer;
    private final Presence presence;

    private @Nullable Supplier<byte @Nullable []> input;
    private @Nullable Http1Input http1Input;
    private volatile @Nullable Http2Streams streams;
    private volatile @Nullable ServerConnection server;
    private volatile boolean stopping;

    GuardedConnection(
            ConnectionContext context,
            GuardedSocket socket,
            Guard guard,
            ServerConnectionSelector http1,
            ServerConnectionSelector http2) {
        this.context = context;
        this.socket = socket;
        this.guard = guard;
        this.http1 = http1;
        this.http2 = http2;
        Watch watch = guard.watch();
        Securing securing = guard.securing();
        this.tls =
                securing == null ? null : new TlsLayer(securing.engine(), context.serverSocket(), context.dataWriter());
        this.source = new ByteSource(tls == null ? context.serverSocket() : tls, socket, this::clientLeft);
        this.presence =
                new Presence(guard.counts(), socket::isCutOff, this::handlerBegins, () -> watch.dismiss(source));
        this.peer = new ClientPeer(context.remotePeer(), this::presence);
        this.writer = new GuardedWriter(tls == null ? context.dataWriter() : tls, socket, watch, this::switchToHttp2);
        this.reader = DataReader.create(this::next);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        try {
            ServerConnection speaking = isSecured() ? identify() : null;
            if (speaking != null) {
                server = speaking;
                speaking.handle(limit);
            }
        } finally {
            end();
        }
    }

    /** Whether TLS came about, where it is spoken. */
    private boolean isSecured() {
        Securing securing = guard.securing();
        if (tls == null || securing == null) {
            return true;
        }
        boolean done = new Handshaking(tls, context.serverSocket(), socket, guard)
                .succeeds(securing, context.remotePeer().address());
        if (done) {
            socket.alsoUnread(tls::hasUnread);
            socket.sayFarewellBy(this::sayFarewell);
        }
        return done;
    }

    private void sayFarewell() {
        if (tls != null && tls.isAgreed()) {
            writer.seal(tls::farewell);
        }
    }

    private @Nullable ServerConnection identify() {
        byte[] begun = {};
        if (tls != null && !tls.protocol().equals(TlsLayer.HTTP_2)) {
            return speakHttp1(begun);
        }
        Wait wait = new Wait(Wait.For.FIRST_BYTE, socket.acceptedAt());
        while (begun.length < PREFACE.length && startsAlike(begun)) {
            byte[] read = source.read(wait);
            if (read == null) {
                return null;
            }
            byte[] longer = Arrays.copyOf(begun, begun.length + read.length);
            System.arraycopy(read, 0, longer, begun.length, read.length);
            begun = begun.length == 0 ? read : longer;
            wait = new Wait(Wait.For.HEAD, socket.acceptedAt());
        }
        return tls != null || startsAlike(begun) ? speakHttp2(begun) : speakHttp1(begun);
    }

    private static boolean startsAlike(byte[] begun) {
        int n = Math.min(begun.length, PREFACE.length);
        return Arrays.equals(begun, 0, n, PREFACE, 0, n);
    }

    private ServerConnection speakHttp1(byte[] begun) {
        Http1Input messages = new Http1Input(source, socket, guard.watch(), guard.limits(), this, begun);
        http1Input = messages;
        input = messages;
        socket.tellTimeoutBy(this::tellTimeout);
        return http1.connection(this);
    }

    private ServerConnection speakHttp2(byte[] begun) {
        readFrames(begun);
        return http2.connection(this);
    }

    /** The client has asked for HTTP/2 in an HTTP/1.1 request, and gets it. */
    private void switchToHttp2() {
        if (http1Input != null) {
            readFrames(http1Input.takeRest());
            http1Input = null;
        }
    }

    private void readFrames(byte[] begun) {
        Http2Streams served = new Http2Streams(context.executor(), socket, guard.counts(), guard.watch());
        streams = served;
        input = new Http2Input(source, guard, writer, served, begun);
        // There is no answer to a head that never ends: what has come of it is not even a stream.
        socket.tellTimeoutBy(socket::close);
        socket.announceEndBy(this::goAway);
    }

    private void goAway() {
        try {
            writer.write(BufferData.create(FrameCheck.goAway()));
        } catch (UncheckedIOException | SocketWriterException e) {
            socket.close();
        }
    }

    private Presence presence(int request) {
        Http2Streams served = streams;
        return served == null ? presence : served.presence(request);
    }

    private byte @Nullable [] next() {
        Http1Input messages = http1Input;
        if (messages != null && messages.isBetweenMessages()) {
            writer.nextRequest();
            if (stopping) {
                return null;
            }
        }
        return input == null ? null : input.get();
    }

    private void handlerBegins() {
        source.atWork(guard.watch().now());
        guard.watch().attend(source);
    }

    private void clientLeft() {
        presence.leave();
        Http2Streams served = streams;
        if (served != null) {
            served.leave();
        }
    }

    boolean isLastAnswer() {
        return stopping || guard.isEndAnnounced();
    }

    void closeAfterAnswer() {
        if (http1Input != null) {
            http1Input.closeAfterThis();
        }
        ServerConnection speaking = server;
        if (speaking != null) {
            // It interrupts nobody, as it only does to a thread that waits for a request; this one writes an answer.
            speaking.close(false);
        }
    }

    @Override
    public void refuse(Refusal refusal) {
        guard.counts().countMalformed();
        presence.isAbsent(Absence.refused(refusal));
        tell(refusal);
    }

    @Override
    public void late() {
        presence.isAbsent(Absence.late(true));
    }

    @Override
    public void leftInBody() {
        presence.leave();
        // It may have closed its sending half only, and still hear this. Observers are told by the handler.
        tell(Refusal.malformed("the body breaks off").refusal(), Refusal.newId());
    }

    /** Runs on a thread of its own while the connection's waits for a head or a body that is late. */
    private void tellTimeout() {
        tell(Refusal.timeout("the whole head, and then the whole body, must come in time"));
        sayFarewell();
        socket.shutdownOutput();
    }

    private void tell(Refusal refusal) {
        String id = Refusal.newId();
        if (tell(refusal, id)) {
            String client = RequestRecord.address(context.remotePeer().address());
            guard.observers()
                    .refused(RequestRecord.refused(id, client, "", "", "", refusal.status(), refusal.reason()));
        }
    }

    /** Whether it was told. */
    private boolean tell(Refusal refusal, String id) {
        if (refusal.isSilent()) {
            writer.seal();
            return false;
        }
        try {
            return writer.writeLast(BufferData.create(refusal.toBytes(id)));
        } catch (UncheckedIOException | SocketWriterException e) {
            socket.close();
            return false;
        }
    }

    /**
     * Ends the connection so that its last answer arrives: closing a socket that has unread bytes makes the kernel reset the
     * connection, and the client may then lose the answer that it has not read yet. So we say that we have finished, and
     * read on until the client has, or has sent nothing for a second. One that goes on sending has the body timeout for that: a
     * browser reads no answer before all is sent.
     */
    private void end() {
        clientLeft();
        try {
            boolean lingers = socket.isOver()
                    || socket.begin(new Wait(Wait.For.GOODBYE, guard.watch().now()));
            if (lingers) {
                if (socket.isOver()) {
                    socket.awaitTold();
                }
                sayFarewell();
                socket.shutdownOutput();
                discardRest();
            }
        } catch (CloseConnectionException | InterruptedException e) {
            // A server that stops by force does not linger.
        } finally {
            socket.close();
            socket.release();
            guard.watch().remove(socket);
            Http2Streams served = streams;
            if (served != null) {
                served.end();
            }
        }
    }

    private void discardRest() {
        long began = guard.watch().now();
        long most = guard.limits().bodyTimeout().toNanos();
        int reads = 0;
        while (reads < MAX_DISCARDED_READS && source.discard()) {
            reads++;
            long now = guard.watch().now();
            if (now - began < most) {
                boolean _ = socket.begin(new Wait(Wait.For.GOODBYE, now));
            }
        }
    }

    @Override
    public Duration idleTime() {
        // The server's own idle timeout has nothing to do here.
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        stopping = true;
        ServerConnection speaking = server;
        if (interrupt && speaking != null) {
            speaking.close(true);
        }
        // The watch closes it when it is idle. The server's own HTTP/2 connection would end streams that are served.
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public PeerInfo remotePeer() {
        return peer;
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        Http2Streams served = streams;
        return served == null ? context.executor() : served;
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public boolean isSecure() {
        return tls != null;
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
