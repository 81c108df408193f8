package tributary.edge.connection;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import tributary.tls.Certificates;

/** A client that sends just the bytes it is given, and reads answers that have a Content-Length. */
final class RawClient implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)\r\n");

    final Socket socket;
    private final Socket below;
    private final InputStream in;

    record Answer(int status, String head, String body) {
        boolean closes() {
            return head.toLowerCase(Locale.ROOT).contains("connection: close\r\n");
        }
    }

    RawClient(int port) throws IOException {
        this(port, null, "http/1.1");
    }

    /**
     * @param tls null for none
     * @param protocol that TLS agrees on
     */
    RawClient(int port, @Nullable SSLContext tls, String protocol) throws IOException {
        this.below = new Socket(InetAddress.getLoopbackAddress(), port);
        below.setTcpNoDelay(true);
        below.setSoTimeout((int) GuardedServer.LONG.toMillis());
        this.socket = tls == null ? below : Certificates.connect(below, tls, protocol);
        this.in = socket.getInputStream();
    }

    void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next answer that is no interim one; an EOFException where the connection ends before it. */
    Answer answer() throws IOException {
        Answer answer = anyAnswer();
        return answer.status == 100 ? answer() : answer;
    }

    Answer anyAnswer() throws IOException {
        return answer(in);
    }

    static Answer answer(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("after: " + head);
            }
            head.write(c);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        Matcher length = LENGTH.matcher(text.toLowerCase(Locale.ROOT));
        byte[] body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
        return new Answer(Integer.parseInt(text.substring(9, 12)), text, new String(body, StandardCharsets.ISO_8859_1));
    }

    /** Whether the other side has closed, with nothing more to read. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException | SSLHandshakeException e) {
            return true;
        }
    }

    /** Leaves with a reset. */
    void reset() throws IOException {
        below.setSoLinger(true, 0);
        below.close();
    }

    /** Leaves as one does who has said and heard all. */
    void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        below.close();
    }
}
