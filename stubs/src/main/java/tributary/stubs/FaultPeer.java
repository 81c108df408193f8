package tributary.stubs;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The socket a fault is written to, and the requests read from it.
 *
 * <p>Used by one thread. A request head may have 1 MiB, a body 64 MiB; beyond that the connection ends.
 */
final class FaultPeer {
    private static final int LONGEST_HEAD = 1 << 20;
    private static final int LONGEST_BODY = 64 << 20;

    private final Socket socket;
    private final PushbackInputStream in;
    private final OutputStream out;

    FaultPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new PushbackInputStream(new BufferedInputStream(socket.getInputStream()), 1);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    /** Returns the next request, null where the client closed the connection instead. */
    @Nullable
    FaultRequest next() throws IOException {
        var lines = new ArrayList<String>();
        int length = 0;
        for (var line = line(); line == null || !line.isEmpty() || lines.isEmpty(); line = line()) {
            if (line == null || length > LONGEST_HEAD) {
                return null;
            }
            if (!line.isEmpty()) {
                lines.add(line);
                length += line.length();
            }
        }
        var headers = FaultRequest.headers(lines);
        boolean chunked = headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        var body = chunked ? chunks() : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return FaultRequest.of(String.join("\r\n", lines), new String(body, StandardCharsets.UTF_8));
    }

    /** Writes text, a character a byte. */
    FaultPeer text(String text) throws IOException {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    FaultPeer bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Waits and returns true, or returns false as soon as the client has gone. */
    boolean waited(Duration delay) throws IOException, InterruptedException {
        long until = System.nanoTime() + delay.toNanos();
        out.flush();
        if (delay.isZero()) {
            return true;
        }
        socket.setSoTimeout(Math.toIntExact(Math.max(1, delay.toMillis())));
        try {
            int octet = in.read();
            if (octet < 0) {
                return false;
            }
            // Somebody pipelines: the next request is kept for its turn, and only the rest of the wait is blind.
            in.unread(octet);
            Thread.sleep(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            return true;
        } catch (SocketTimeoutException waited) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            if (body.size() > LONGEST_BODY) {
                throw new IOException("a body of more than " + LONGEST_BODY + " bytes");
            }
            body.writeBytes(exactly(size));
            line();
        }
        for (var trailer = line(); trailer != null && !trailer.isEmpty(); trailer = line()) {
            // Trailers mean nothing here.
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        var line = line();
        if (line == null) {
            throw new EOFException("the client closed between chunks");
        }
        return Integer.parseInt(line.split(";", 2)[0].strip(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        if (size > LONGEST_BODY) {
            throw new IOException("a body of " + size + " bytes");
        }
        var bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the client closed in mid-body");
        }
        return bytes;
    }

    /** Returns a line without its end, null where the stream ends first. */
    private @Nullable String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            if (line.length() > LONGEST_HEAD) {
                throw new IOException("a line of more than " + LONGEST_HEAD + " bytes");
            }
            line.append((char) octet);
        }
        int length = line.length();
        return line.substring(0, length > 0 && line.charAt(length - 1) == '\r' ? length - 1 : length);
    }
}
