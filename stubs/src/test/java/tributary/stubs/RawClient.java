package tributary.stubs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** A client that shows what really went over the wire, a byte a character. */
final class RawClient implements AutoCloseable {
    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        // A fault that should end the answer and does not must not hang the build.
        socket.setSoTimeout(60_000);
    }

    RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    RawClient get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: fault\r\n\r\n");
    }

    /** Returns all that comes until the other side closes. */
    String all() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Returns what comes until it ends with {@code end}; fails where the other side closes first. */
    String until(String end) throws IOException {
        var seen = new StringBuilder();
        while (!seen.toString().endsWith(end)) {
            int octet = socket.getInputStream().read();
            if (octet < 0) {
                throw new IOException("closed after: " + seen);
            }
            seen.append((char) octet);
        }
        return seen.toString();
    }

    /** Returns what a gzip stream, a byte a character, unpacks to. */
    static String unpacked(String packed) throws IOException {
        var bytes = new ByteArrayInputStream(packed.getBytes(StandardCharsets.ISO_8859_1));
        try (var in = new GZIPInputStream(bytes)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
