package tributary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers every GET with the same JSON, keeps connections, counts them, and can be told to hold its answers. */
final class PlainService implements AutoCloseable {
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final byte[] answer;

    PlainService(String json) {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        answer = ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length + "\r\n\r\n"
                        + json)
                .getBytes(StandardCharsets.UTF_8);
        Thread.startVirtualThread(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Connections that the gateway has not closed. */
    int open() {
        return open.size();
    }

    int accepted() {
        return accepted.get();
    }

    /** Requests that have come in. */
    int asked() {
        return asked.get();
    }

    /** From now on requests for {@code path} are answered when the latch is open. */
    CountDownLatch hold(String path) {
        return held.computeIfAbsent(path, _ -> new CountDownLatch(1));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                accepted.incrementAndGet();
                Thread.startVirtualThread(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                asked.incrementAndGet();
                String path = line.split(" ", 3)[1];
                while (!line.isEmpty()) {
                    line = reader.readLine();
                }
                CountDownLatch latch = held.get(path);
                if (latch != null) {
                    latch.await();
                }
                out.write(answer);
            }
        } catch (IOException | InterruptedException e) {
            // The gateway has left, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            held.values().forEach(CountDownLatch::countDown);
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
