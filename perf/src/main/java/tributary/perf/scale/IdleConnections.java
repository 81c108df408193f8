package tributary.perf.scale;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that have had one answer, as those of browsers that might come back, and now lie idle. One that has never asked
 * for anything would be closed as a late one. {@link #close} ends them.
 */
final class IdleConnections implements AutoCloseable {
    /** Opened together, so that not each waits for the one before. */
    private static final int TOGETHER = 200;

    private static final int LONGEST_ANSWER_MILLIS = 10_000;
    private static final byte[] REQUEST =
            "GET /nothing-here HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<SocketChannel> open = new ArrayList<>();

    static IdleConnections open(int port, int count) throws IOException {
        IdleConnections connections = new IdleConnections();
        boolean all = false;
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            while (connections.open.size() < count) {
                connections.add(address, Math.min(TOGETHER, count - connections.open.size()));
            }
            all = true;
            return connections;
        } finally {
            if (!all) {
                connections.close();
            }
        }
    }

    private void add(InetSocketAddress address, int count) throws IOException {
        int first = open.size();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(address);
            open.add(channel);
            channel.write(ByteBuffer.wrap(REQUEST));
        }
        for (SocketChannel channel : open.subList(first, open.size())) {
            channel.socket().setSoTimeout(LONGEST_ANSWER_MILLIS);
            // The answer is short and comes in one piece; what follows its first byte may stay in the socket.
            if (channel.socket().getInputStream().read() < 0) {
                throw new IOException("closed at " + open.size() + " connections");
            }
        }
    }

    /** How many the gateway has closed meanwhile. Called once. */
    int gone() throws IOException {
        int gone = 0;
        ByteBuffer rest = ByteBuffer.allocate(64 * 1024);
        for (SocketChannel channel : open) {
            channel.configureBlocking(false);
            int read = channel.read(rest.clear());
            while (read > 0) {
                read = channel.read(rest.clear());
            }
            gone += read < 0 ? 1 : 0;
        }
        return gone;
    }

    @Override
    public void close() {
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException nothingToDo) {
                // It is gone either way.
            }
        }
    }
}
