package tributary.perf.process;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A service of the bench's own process: requests with or without a body over kept connections, a virtual thread for each, on
 * 127.0.0.1. It believes whom it talks to and is no measure of speed. Thread-safe.
 */
public final class PlainService implements AutoCloseable {
    /** The first part of its threads' names. */
    public static final String THREADS = "plain-";

    private static final int BACKLOG = 1024;
    private static final ThreadFactory NAMED =
            Thread.ofVirtual().name(THREADS, 0).factory();

    /** What it is asked. Names of fields are in lower case. */
    public record Asked(String method, String target, Map<String, String> fields, String body) {
        public Asked {
            fields = Map.copyOf(fields);
        }
    }

    /** Decides; called by the connection's thread, which may wait. */
    @FunctionalInterface
    public interface Handler {
        /** Null where the connection is to be reset instead. */
        @Nullable
        PlainAnswer answer(Asked asked) throws InterruptedException;
    }

    private final ServerSocket listener;
    private final String type;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private PlainService(ServerSocket listener, String type, Handler handler) {
        this.listener = listener;
        this.type = type;
        this.handler = handler;
    }

    /** Begins to serve JSON on a free port. */
    public static PlainService start(Handler handler) throws IOException {
        return start(0, "application/json", handler);
    }

    /** Begins to serve; a port of 0 is any free one. */
    public static PlainService start(int port, String type, Handler handler) throws IOException {
        PlainService service =
                new PlainService(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()), type, handler);
        NAMED.newThread(service::accept).start();
        return service;
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Those to it that are open. */
    public int openConnections() {
        return open.size();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                NAMED.newThread(() -> serve(socket)).start();
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!listener.isClosed()) {
                PlainAnswer answer = handler.answer(read(in));
                if (answer == null) {
                    // So that the close is a reset.
                    socket.setSoLinger(true, 0);
                    return;
                }
                socket.getOutputStream().write(answer.bytes(type));
            }
        } catch (IOException | InterruptedException gone) {
            // The gateway did not wait, as it may.
        } finally {
            open.remove(socket);
        }
    }

    private static Asked read(InputStream in) throws IOException {
        String[] first = PlainAnswer.line(in).split(" ", 3);
        if (first.length < 3) {
            throw new EOFException();
        }
        Map<String, String> fields = new HashMap<>();
        for (String line = PlainAnswer.line(in); !line.isEmpty(); line = PlainAnswer.line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(fields.getOrDefault("content-length", "0"));
        return new Asked(first[0], first[1], fields, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Nobody is served any more; who is being served is left alone with it. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
