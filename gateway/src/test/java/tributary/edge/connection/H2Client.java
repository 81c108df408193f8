package tributary.edge.connection;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tributary.tls.Certificates;

/** An HTTP/2 client by prior knowledge that sends just the frames it is told to. Header fields go without compression. */
public final class H2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int ENHANCE_YOUR_CALM = 11;

    final Socket socket;
    private final Socket below;
    private final DataInputStream in;

    record Frame(int type, int flags, int stream, String payload) {
        int error() {
            return FrameCheck.number(ascii(payload), type == GOAWAY ? 4 : 0);
        }
    }

    /**
     * @param settings the client's own
     * @param tls null for none
     */
    public H2Client(int port, byte[] settings, @Nullable SSLContext tls) throws IOException {
        this.below = new Socket(InetAddress.getLoopbackAddress(), port);
        below.setTcpNoDelay(true);
        below.setSoTimeout((int) GuardedServer.LONG.toMillis());
        this.socket = tls == null ? below : Certificates.connect(below, tls, "h2", "http/1.1");
        this.in = new DataInputStream(socket.getInputStream());
        send(Http2Input.PREFACE);
        send(frame(SETTINGS, 0, 0, settings));
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(payload.length >>> 16);
        out.write(payload.length >>> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.writeBytes(number(stream));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    static byte[] number(int number) {
        return new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number};
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A field without indexing; {@code name} is a number in the static table. */
    static byte[] field(int name, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (name < 15) {
            out.write(name);
        } else {
            out.write(15);
            out.write(name - 15);
        }
        out.write(value.length());
        out.writeBytes(ascii(value));
        return out.toByteArray();
    }

    static byte[] block(String method, String path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(field(2, method));
        out.writeBytes(field(4, path));
        out.write(0x86);
        out.writeBytes(field(1, "x"));
        return out.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void get(int stream, String path) throws IOException {
        send(frame(HEADERS, END_HEADERS | END_STREAM, stream, block("GET", path)));
    }

    /** Asks on {@code stream} for {@code path} in that form. */
    public void get(int stream, String path, String accept) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(block("GET", path));
        block.writeBytes(field(19, accept));
        send(frame(HEADERS, END_HEADERS | END_STREAM, stream, block.toByteArray()));
    }

    /** Gives up what it has asked for on {@code stream}. */
    public void cancel(int stream) throws IOException {
        send(FrameCheck.reset(stream, 8));
    }

    void post(int stream, String path) throws IOException {
        send(frame(HEADERS, END_HEADERS, stream, block("POST", path)));
    }

    void data(int stream, String data, boolean last) throws IOException {
        send(frame(DATA, last ? END_STREAM : 0, stream, ascii(data)));
    }

    Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    Frame next(Predicate<Frame> wanted) throws IOException {
        Frame frame = next();
        return wanted.test(frame) ? frame : next(wanted);
    }

    /** The body of the answer on this stream. */
    String answer(int stream) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = next(f -> f.stream == stream || f.type == GOAWAY);
            if (frame.type == RST_STREAM || frame.type == GOAWAY) {
                return "error " + frame.error();
            }
            if (frame.type == DATA) {
                body.append(frame.payload);
            }
            if ((frame.flags & END_STREAM) != 0) {
                return body.toString();
            }
        }
    }

    /** The error of the GOAWAY that comes; -1 where the connection ends without one. */
    int goAway() throws IOException {
        try {
            return next(frame -> frame.type == GOAWAY).error();
        } catch (EOFException | SocketException e) {
            return -1;
        }
    }

    boolean isClosed() throws IOException {
        try {
            while (true) {
                next();
            }
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    void reset() throws IOException {
        below.setSoLinger(true, 0);
        below.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
