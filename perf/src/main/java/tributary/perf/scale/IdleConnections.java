package tributary.perf.scale;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that have had one answer, as those of browsers that might come back, and now lie idle. One that has never asked
 * for anything would be closed as a late one. {@link #close} ends them.
 */
final class IdleConnections implements AutoCloseable {
    private static final byte[] REQUEST =
            "GET /nothing-here HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<Socket> open = new ArrayList<>();

    static IdleConnections open(int port, int count) throws IOException {
        IdleConnections connections = new IdleConnections();
        boolean all = false;
        try {
            for (int i = 0; i < count; i++) {
                connections.add(port);
            }
            all = true;
            return connections;
        } finally {
            if (!all) {
                connections.close();
            }
        }
    }

    private void add(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(REQUEST);
        // The answer is short and comes in one piece; what follows its first byte may stay in the socket.
        InputStream in = socket.getInputStream();
        if (in.read() < 0) {
            throw new IOException("closed after " + open.size() + " connections");
        }
    }

    /** Those that the gateway has closed meanwhile. */
    long gone() throws IOException {
        long gone = 0;
        byte[] rest = new byte[64 * 1024];
        for (Socket socket : open) {
            InputStream in = socket.getInputStream();
            int ready = in.available();
            if (ready > 0) {
                in.readNBytes(rest, 0, Math.min(ready, rest.length));
            }
            socket.setSoTimeout(1);
            try {
                gone += in.read() < 0 ? 1 : 0;
            } catch (java.net.SocketTimeoutException stillOpen) {
                // As it should be.
            }
        }
        return gone;
    }

    @Override
    public void close() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException nothingToDo) {
                // It is gone either way.
            }
        }
    }
}
