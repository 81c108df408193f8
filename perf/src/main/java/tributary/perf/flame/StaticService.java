package tributary.perf.flame;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A service that answers every GET with the same document, over kept connections on 127.0.0.1. Thread-safe. */
final class StaticService implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int END = ('\r' << 24) | ('\n' << 16) | ('\r' << 8) | '\n';

    private final ServerSocket listener;
    private final byte[] answer;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private StaticService(ServerSocket listener, String document) {
        this.listener = listener;
        byte[] body = document.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
        answer = (head + document).getBytes(StandardCharsets.UTF_8);
    }

    static StaticService start(String document) throws IOException {
        StaticService service =
                new StaticService(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), document);
        service.threads.execute(service::accept);
        return service;
    }

    int port() {
        return listener.getLocalPort();
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
            OutputStream out = socket.getOutputStream();
            while (head(in)) {
                out.write(answer);
            }
        } catch (IOException ended) {
            // The gateway went away, which is its right.
        } finally {
            open.remove(socket);
        }
    }

    /** Reads up to the empty line; false where the stream ends instead. */
    private static boolean head(InputStream in) throws IOException {
        int last = 0;
        while (last != END) {
            int octet = in.read();
            if (octet < 0) {
                return false;
            }
            last = last << 8 | octet;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
        for (Socket socket : open) {
            socket.close();
        }
        threads.close();
    }
}
