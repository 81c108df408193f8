package tributary.downstream.http1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service that does exactly what its scripts say: the first connection follows the first script and so on; the last
 * script is good for all that come later. A script that ends, or fails, closes its connection.
 */
final class ScriptedServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)\r\n");

    @FunctionalInterface
    interface Script {
        void run(Peer peer) throws Exception;
    }

    private final ServerSocket listener;
    private final List<Script> scripts;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedServer(Script... scripts) {
        this(plainListener(), scripts);
    }

    ScriptedServer(ServerSocket listener, Script... scripts) {
        this.listener = listener;
        this.scripts = List.of(scripts);
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket plainListener() {
        try {
            return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A script that answers each request with the next of these texts, and the last of them for ever. */
    static Script answers(String... answers) {
        return peer -> {
            for (int i = 0; ; i++) {
                peer.request();
                peer.send(answers[Math.min(i, answers.length - 1)]);
            }
        };
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
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

    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Peer peer : peers) {
            peer.socket.close();
        }
    }

    /** One accepted connection. */
    final class Peer {
        final Socket socket;

        Peer(Socket socket) {
            this.socket = socket;
        }

        /** Reads one request whole, and remembers it. */
        String request() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder text = new StringBuilder();
            while (text.indexOf("\r\n\r\n") < 0) {
                text.append((char) byteOf(in));
            }
            Matcher length = LENGTH.matcher(text);
            if (length.find()) {
                byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
                text.append(new String(body, StandardCharsets.ISO_8859_1));
            }
            requests.add(text.toString());
            return text.toString();
        }

        private int byteOf(InputStream in) throws IOException {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            return b;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Ends the connection with RST instead of FIN. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the other side has closed; false if it sends something instead. */
        boolean closedByOther() {
            try {
                return socket.getInputStream().read() < 0;
            } catch (IOException e) {
                return true;
            }
        }
    }
}
