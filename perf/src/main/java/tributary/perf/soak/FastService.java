package tributary.perf.soak;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A service that does everything right, and as little as possible: {@link Documents} over kept HTTP/1.1 connections.
 *
 * <p>It is no server to meet the world with: it takes what the gateway sends, a body by its Content-Length only. A virtual
 * thread per connection, on 127.0.0.1. {@link #close} ends them all. Thread-safe.
 */
final class FastService implements AutoCloseable {
    /** The first part of its threads' names. */
    static final String THREADS = "fast-";

    private static final int BACKLOG = 1024;

    /** Longer than there is between two runs of the schedule. */
    private static final long LONG_RUN_MILLIS = 1200;

    private final ServerSocket listener;
    private final Gathering gathering = new Gathering(Duration.ofSeconds(8));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LongAdder once = new LongAdder();
    private final Alone alone = new Alone(LONG_RUN_MILLIS);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(THREADS, 0).factory());

    private FastService(ServerSocket listener) {
        this.listener = listener;
    }

    static FastService start() throws IOException {
        FastService service = new FastService(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        service.threads.execute(service::accept);
        return service;
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int openConnections() {
        return open.size();
    }

    /** How many writes came that no job may make twice. */
    long onceWritten() {
        return once.sum();
    }

    /** Who comes by itself again and again, and never twice at the same time. */
    Alone alone() {
        return alone;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException | RejectedExecutionException closing) {
                // The loop's condition tells.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            for (String line = line(in); line != null; line = line(in)) {
                answer(line, body(in), out);
            }
        } catch (IOException | InterruptedException ended) {
            // The gateway went away, which is its right.
        } finally {
            open.remove(socket);
        }
    }

    private static String body(InputStream in) throws IOException {
        int length = 0;
        for (String field = line(in); field != null && !field.isEmpty(); field = line(in)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length =
                        Integer.parseInt(field.substring(field.indexOf(':') + 1).strip());
            }
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private void answer(String requestLine, String body, OutputStream out) throws IOException, InterruptedException {
        String[] path = requestLine.split(" ", 3)[1].split("/", -1);
        String id = path[path.length - 1];
        String document =
                switch (path[1]) {
                    case "item" -> Documents.item(id);
                    case "list" -> Documents.list(id);
                    case "stock" -> Documents.stock(id);
                    case "large" -> Documents.large(id);
                    case "write" -> Documents.written(id, body);
                    case "once" -> {
                        once.increment();
                        yield Documents.written(id, body);
                    }
                    case "alone" -> alone.document();
                    case "wait" -> {
                        Thread.sleep(Long.parseLong(path[2]));
                        yield Documents.item(id);
                    }
                    case "together" -> {
                        boolean all = gathering.awaited(Integer.parseInt(path[2]));
                        yield all ? Documents.item(id) : "\"alone\"";
                    }
                    default -> throw new IOException("nothing here is called " + path[1]);
                };
        String status = path[1].equals("write") || path[1].equals("once") ? "201 Created" : "200 OK";
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    /** A line without its end; null where the stream ends instead. */
    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdownNow();
            for (Socket socket : open) {
                socket.close();
            }
            threads.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
