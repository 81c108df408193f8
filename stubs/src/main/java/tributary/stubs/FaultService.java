package tributary.stubs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A service on a plain socket that does to its clients what {@link Fault} lists: the path of a request chooses.
 *
 * <p>It speaks just enough HTTP/1.1 to be wrong on purpose: connections are kept where the fault is not about them, a
 * virtual thread each. It listens on 127.0.0.1. It counts connections and requests, keeps the last 1,000 requests, and
 * lets a test wait for a count instead of sleeping. A client that leaves is noticed at once while a fault waits.
 * {@link #close} ends every connection and thread. Thread-safe.
 */
public final class FaultService implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final ServerSocket listener;
    private final FaultTally tally = new FaultTally();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("fault-", 0).factory());

    private FaultService(ServerSocket listener) {
        this.listener = listener;
    }

    /** Returns a running service on a free port. */
    public static FaultService start() throws IOException {
        return start(0);
    }

    /** Returns a running service on this port, 0 for any that is free. */
    public static FaultService start(int port) throws IOException {
        var service = new FaultService(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
        service.threads.execute(service::accept);
        return service;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Returns the base URL without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Returns the URL of a fault. */
    public String url(Fault fault) {
        return url() + fault.path();
    }

    /** Returns how many connections were ever accepted. */
    public int accepted() {
        return tally.accepted();
    }

    /** Returns how many connections are open now. */
    public int openConnections() {
        return tally.open();
    }

    /** Returns how many requests were read, whatever became of them. */
    public int requests() {
        return tally.requests();
    }

    /** Returns how many of them had this path, query aside. */
    public int requests(String path) {
        return tally.requests(path);
    }

    public Map<String, Integer> requestsByPath() {
        return tally.byPath();
    }

    /** Returns the last requests read, at most 1,000, the newest last. */
    public List<FaultRequest> lastRequests() {
        return tally.last();
    }

    /** Returns true as soon as exactly {@code count} connections are open, false if they are not in time. */
    public boolean awaitOpenConnections(int count, Duration atMost) throws InterruptedException {
        return tally.awaited(() -> tally.open() == count, atMost);
    }

    /** Returns true as soon as at least {@code count} requests were read, false if they were not in time. */
    public boolean awaitRequests(int count, Duration atMost) throws InterruptedException {
        return tally.awaited(() -> tally.requests() >= count, atMost);
    }

    /** Returns true as soon as exactly {@code count} requests are being answered, false if they are not in time. */
    public boolean awaitAnswering(int count, Duration atMost) throws InterruptedException {
        return tally.awaited(() -> tally.answering() == count, atMost);
    }

    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdownNow();
            for (var socket : open) {
                socket.close();
            }
            threads.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                admit(listener.accept());
            } catch (IOException closed) {
                // The listener was closed, or a connection died while it waited; the loop's condition tells.
            }
        }
    }

    private void admit(Socket socket) throws IOException {
        open.add(socket);
        tally.connected();
        try {
            threads.execute(() -> serve(socket));
        } catch (RejectedExecutionException closing) {
            tally.disconnected();
            socket.close();
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var peer = new FaultPeer(socket);
            var after = After.KEEP;
            for (var request = peer.next(); request != null; request = after == After.KEEP ? peer.next() : null) {
                after = answer(request, peer);
            }
            if (after == After.RESET) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException | InterruptedException | IllegalArgumentException ended) {
            // Ordinary ends here: the client went, this service is being closed, or the request cannot be read.
        } finally {
            open.remove(socket);
            tally.disconnected();
        }
    }

    private After answer(FaultRequest request, FaultPeer peer) throws IOException, InterruptedException {
        tally.began(request);
        try {
            var fault = Fault.at(request.path());
            var after = fault.isPresent() ? fault.get().action().answer(request, peer) : Answers.list(request, peer);
            peer.flush();
            return request.headers().getOrDefault("connection", "").equalsIgnoreCase("close") && after == After.KEEP
                    ? After.CLOSE
                    : after;
        } finally {
            tally.ended();
        }
    }
}
