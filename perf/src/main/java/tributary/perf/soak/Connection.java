package tributary.perf.soak;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client's connection to the gateway, byte by byte.
 *
 * <p>An answer that has not come after {@link #PATIENCE} never will: the read throws. Used by one thread.
 */
final class Connection implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int SLOW_PIECE = 4096;

    private final Socket socket = new Socket();
    private final InputStream in;
    private int pauseMillis;

    Connection(int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads one answer with a body, interim ones aside. */
    Answer read() throws IOException {
        return read(true);
    }

    /** Reads the answer to a HEAD. */
    Answer readHead() throws IOException {
        return read(false);
    }

    private Answer read(boolean withBody) throws IOException {
        int status;
        Map<String, String> headers;
        do {
            status = status(line());
            headers = headers();
        } while (status < 200);
        if (!withBody || status == 204 || status == 304) {
            return new Answer(status, headers, "");
        }
        String length = headers.get("content-length");
        byte[] body = length == null ? chunks(headers) : exactly(Integer.parseInt(length));
        return Answer.of(status, headers, body);
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("a status line that is none: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("a header that is none: " + line);
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (one, other) -> one + ", " + other);
        }
        return headers;
    }

    private byte[] chunks(Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            throw new IOException("an answer that does not say how long it is: " + headers);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    /** From now on it rests so long after every few kilobytes of a body. */
    void readSlowly(int millis) {
        pauseMillis = millis;
    }

    byte[] exactly(int size) throws IOException {
        byte[] bytes = new byte[size];
        int piece = pauseMillis > 0 ? SLOW_PIECE : Math.max(size, 1);
        for (int at = 0; at < size; at += piece) {
            rest();
            int wanted = Math.min(piece, size - at);
            int read = in.readNBytes(bytes, at, wanted);
            if (read < wanted) {
                throw new EOFException("the answer broke off after " + (at + read) + " of " + size + " bytes");
            }
        }
        return bytes;
    }

    private void rest() throws InterruptedIOException {
        try {
            if (pauseMillis > 0) {
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException(
                        line.isEmpty() ? "closed instead of answered" : "the answer broke off in its head: " + line);
            }
            line.append((char) octet);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    /** Reads some of what comes, at most {@code count} bytes. */
    void readSome(int count) throws IOException {
        in.readNBytes(count);
    }

    /** Reads to the end; returns how many bytes came. */
    long readToEnd() throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    /** Leaves by RST: whatever is under way is lost. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Leaves by FIN. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
