package tributary.downstream.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A service that sends just the frames its scripts say: the first connection follows the first script and so on; the last
 * script is good for all that come later. A script that ends, or fails, closes its connection.
 */
final class FrameService implements AutoCloseable {
    @FunctionalInterface
    interface Script {
        void run(Peer peer) throws Exception;
    }

    /** A frame from the other side. */
    static final class Received {
        private final int type;
        private final int stream;
        private final byte[] payload;

        Received(int type, int stream, byte[] payload) {
            this.type = type;
            this.stream = stream;
            this.payload = payload;
        }

        boolean is(int wanted) {
            return type == wanted;
        }

        int stream() {
            return stream;
        }

        byte[] payload() {
            return payload;
        }

        /** What the payload begins with, as a number. */
        int number() {
            return ByteBuffer.wrap(payload).getInt();
        }
    }

    private final ServerSocket listener;
    private final List<Script> scripts;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();

    FrameService(Script... scripts) throws IOException {
        this(new ServerSocket(0, 1000, InetAddress.getLoopbackAddress()), scripts);
    }

    FrameService(ServerSocket listener, Script... scripts) {
        this.listener = listener;
        this.scripts = List.of(scripts);
        Thread.ofVirtual().start(this::accept);
    }

    /** A script that greets and answers every request with {@code 200} and this body. */
    static Script answering(String body) {
        return peer -> {
            peer.greet();
            while (true) {
                peer.answer(peer.request(), body);
            }
        };
    }

    /** A script that greets and then does this with each request's stream. */
    static Script each(StreamScript script) {
        return peer -> {
            peer.greet();
            while (true) {
                script.run(peer, peer.request());
            }
        };
    }

    @FunctionalInterface
    interface StreamScript {
        void run(Peer peer, int stream) throws Exception;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Script script = scripts.get(Math.min(peers.size(), scripts.size() - 1));
                Peer peer = new Peer(socket);
                peers.add(peer);
                Thread.ofVirtual().start(() -> follow(script, peer));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static void follow(Script script, Peer peer) {
        try (Socket _ = peer.socket) {
            script.run(peer);
        } catch (Exception e) {
            // The other side has gone; the test sees it there.
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int accepted() {
        return peers.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Peer peer : peers) {
            peer.socket.close();
        }
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** Settings' names and values in turn. */
    static byte[] settings(int... pairs) {
        FrameBytes bytes = new FrameBytes();
        for (int i = 0; i < pairs.length; i += 2) {
            bytes.setting(pairs[i], pairs[i + 1]);
        }
        return Arrays.copyOf(bytes.array(), bytes.length());
    }

    /** Names and values in turn, without any compression. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            text(out, fields[i]);
            text(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            for (length -= 127; length >= 128; length >>>= 7) {
                out.write((length & 127) | 128);
            }
            out.write(length);
        }
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One accepted connection. */
    static final class Peer {
        final Socket socket;

        Peer(Socket socket) {
            this.socket = socket;
        }

        /** Reads the preface and sends settings: names and values in turn. */
        void greet(int... settings) throws IOException {
            byte[] preface = in().readNBytes(24);
            if (preface[0] != 'P') {
                throw new IOException("no preface");
            }
            send(Frame.SETTINGS, 0, 0, settings(settings));
        }

        /** Reads until a request's head has come, and returns its stream. */
        int request() throws IOException {
            return next(frame -> frame.is(Frame.HEADERS)).stream();
        }

        private DataInputStream in() throws IOException {
            return new DataInputStream(socket.getInputStream());
        }

        Received next() throws IOException {
            DataInputStream in = in();
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int _ = in.readUnsignedByte();
            int stream = in.readInt();
            return new Received(type, stream, in.readNBytes(length));
        }

        Received next(Predicate<Received> wanted) throws IOException {
            Received frame = next();
            while (!wanted.test(frame)) {
                frame = next();
            }
            return frame;
        }

        /** The error of the GOAWAY that comes. */
        int goAway() throws IOException {
            byte[] payload = next(frame -> frame.is(Frame.GOAWAY)).payload();
            return payload[7];
        }

        /** The error of the reset that comes for that stream. */
        int reset(int stream) throws IOException {
            return next(frame -> frame.is(Frame.RST_STREAM) && frame.stream() == stream)
                    .number();
        }

        void send(int type, int flags, int stream, byte[] payload) throws IOException {
            FrameBytes bytes = new FrameBytes();
            bytes.frame(type, flags, stream, payload.length).bytes(payload, 0, payload.length);
            raw(Arrays.copyOf(bytes.array(), bytes.length()));
        }

        void raw(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void headers(int stream, boolean last, String... fields) throws IOException {
            send(Frame.HEADERS, Frame.END_HEADERS | (last ? Frame.END_STREAM : 0), stream, block(fields));
        }

        void data(int stream, boolean last, String text) throws IOException {
            send(Frame.DATA, last ? Frame.END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void answer(int stream, String body) throws IOException {
            headers(stream, false, ":status", "200", "content-length", Integer.toString(body.length()));
            data(stream, true, body);
        }

        /** Reads until the other side has closed. */
        void untilClosed() throws IOException {
            byte[] buffer = new byte[8192];
            while (in().read(buffer) >= 0) {
                // Nobody wants it.
            }
        }
    }
}
