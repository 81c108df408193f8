package tributary.edge.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tributary.edge.connection.ConnectionCounts.Handshake;

/**
 * TLS on one connection: hands out what the client says, decrypted, and encrypts what is written. An engine between our own
 * reading and writing, and not the JDK's TLS socket: that one takes locks of its own while it reads and writes, so that closing
 * it may wait for a client, and it keeps its buffers while a connection is idle. Here an idle one keeps none.
 *
 * <p>A reader and a writer may be at work at once, as the engine allows; two readers may not ({@link ByteSource} sees to that),
 * nor two writers ({@link GuardedWriter}). {@link #handshake} comes before both. What the protocol wants answered while
 * only reading is done (a new key) goes out with the next write, so that reading never waits for a client that does not read.
 */
final class TlsLayer implements Supplier<byte @Nullable []>, DataWriter {
    static final String HTTP_2 = "h2";

    private static final int RECORD_HEAD = 5;
    private static final int HANDSHAKE_RECORD = 22;
    /** Records in a row without a byte of HTTP in them: a client that only ever changes its key keeps us busy. */
    private static final int MOST_FRUITLESS = 32;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Supplier<byte @Nullable []> below;
    private final DataWriter out;
    /** What has come and not been decrypted, ready to be read. */
    private ByteBuffer encrypted = NOTHING;

    private volatile boolean unread;
    private volatile boolean agreed;

    TlsLayer(SSLEngine engine, Supplier<byte @Nullable []> below, DataWriter out) {
        this.engine = engine;
        this.below = below;
        this.out = out;
    }

    /** How a handshake ended, and, where it was refused, in a few words why. */
    record Shaken(Handshake how, String why) {
        Shaken(Handshake how) {
            this(how, "");
        }
    }

    /**
     * Agrees with the client, on the caller's thread.
     *
     * @param begun what has come from the client already, at least a byte
     * @throws UncheckedIOException where the connection breaks
     */
    Shaken handshake(byte[] begun) {
        if (begun[0] != HANDSHAKE_RECORD) {
            return new Shaken(Handshake.NO_TLS);
        }
        encrypted = ByteBuffer.wrap(begun);
        try {
            engine.beginHandshake();
            agreed = agree();
            return new Shaken(agreed ? Handshake.DONE : Handshake.BROKEN_OFF);
        } catch (SSLException e) {
            // The client may hear what was wrong.
            farewell();
            return new Shaken(Handshake.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private boolean agree() throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        while (true) {
            switch (status) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    status = engine.getHandshakeStatus();
                }
                case NEED_WRAP -> {
                    byte[] bytes = new byte[2 * packetSize()];
                    ByteBuffer flight = ByteBuffer.wrap(bytes);
                    do {
                        status = engine.wrap(NOTHING, flight).getHandshakeStatus();
                    } while (status == HandshakeStatus.NEED_WRAP && flight.remaining() >= packetSize());
                    send(bytes, flight.position());
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    SSLEngineResult result = engine.unwrap(encrypted, NOTHING);
                    boolean lacks = result.getStatus() == Status.BUFFER_UNDERFLOW;
                    if (lacks ? !receive() : result.getStatus() != Status.OK) {
                        return false;
                    }
                    status = result.getHandshakeStatus();
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return !engine.isInboundDone() && !engine.isOutboundDone();
                }
            }
        }
    }

    /** Whether the handshake is done. */
    boolean isAgreed() {
        return agreed;
    }

    /** What was agreed to be spoken; empty where the client named nothing. */
    String protocol() {
        String agreed = engine.getApplicationProtocol();
        return agreed == null ? "" : agreed;
    }

    /** Whether part of what the client says has come and waits for its rest, while somebody reads. */
    boolean hasUnread() {
        return unread;
    }

    /** The next bytes, at least one; null where the client has said that it leaves, or does not speak TLS any more. */
    @Override
    public byte @Nullable [] get() {
        int fruitless = 0;
        try {
            while (fruitless < MOST_FRUITLESS) {
                int record = nextRecord();
                if (encrypted.remaining() < record && record <= packetSize()) {
                    if (!receive()) {
                        return null;
                    }
                    continue;
                }
                // What comes out of a record is never more than went into it.
                ByteBuffer said = ByteBuffer.allocate(Math.min(record, packetSize()));
                SSLEngineResult result = engine.unwrap(encrypted, said);
                // A client that wants to agree anew over TLS 1.2 costs us more than itself.
                if (result.getStatus() != Status.OK || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    return null;
                }
                if (said.position() > 0) {
                    return Arrays.copyOf(said.array(), said.position());
                }
                fruitless++;
            }
            return null;
        } catch (SSLException e) {
            return null;
        }
    }

    /** The size of the record that comes next, as far as is known. */
    private int nextRecord() {
        int at = encrypted.position();
        return encrypted.remaining() < RECORD_HEAD ? RECORD_HEAD : RECORD_HEAD + (encrypted.getShort(at + 3) & 0xffff);
    }

    /** Waits for more from the client; false where there is no more. */
    private boolean receive() {
        unread = encrypted.hasRemaining();
        byte[] read = below.get();
        unread = true;
        if (read == null) {
            return false;
        }
        int kept = encrypted.remaining();
        if (kept == 0) {
            encrypted = ByteBuffer.wrap(read);
        } else if (encrypted.capacity() - encrypted.limit() >= read.length) {
            System.arraycopy(read, 0, encrypted.array(), encrypted.limit(), read.length);
            encrypted.limit(encrypted.limit() + read.length);
        } else {
            byte[] larger = new byte[Math.max(2 * kept, kept + read.length)];
            encrypted.get(larger, 0, kept);
            System.arraycopy(read, 0, larger, kept, read.length);
            encrypted = ByteBuffer.wrap(larger, 0, kept + read.length);
        }
        return true;
    }

    private int packetSize() {
        return engine.getSession().getPacketBufferSize();
    }

    @Override
    public void writeNow(BufferData plain) {
        byte[] bytes = new byte[plain.available()];
        plain.read(bytes);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        try {
            while (source.hasRemaining()) {
                byte[] packet = new byte[packetSize()];
                ByteBuffer record = ByteBuffer.wrap(packet);
                if (engine.wrap(source, record).getStatus() != Status.OK || record.position() == 0) {
                    throw new UncheckedIOException(new SocketException("TLS has ended on this connection"));
                }
                send(packet, record.position());
            }
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(byte[] bytes, int length) {
        if (length > 0) {
            out.writeNow(BufferData.create(bytes, 0, length));
        }
    }

    /** Says that nothing more will come ({@code close_notify}), or what was wrong. It is a write, so it may block. */
    void farewell() {
        engine.closeOutbound();
        try {
            while (!engine.isOutboundDone()) {
                byte[] packet = new byte[packetSize()];
                ByteBuffer record = ByteBuffer.wrap(packet);
                engine.wrap(NOTHING, record);
                if (record.position() == 0) {
                    return;
                }
                send(packet, record.position());
            }
        } catch (SSLException e) {
            // There is no way left to say it.
        }
    }

    @Override
    public void write(BufferData... buffers) {
        writeNow(buffers);
    }

    @Override
    public void write(BufferData buffer) {
        writeNow(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void flush() {
        out.flush();
    }
}
