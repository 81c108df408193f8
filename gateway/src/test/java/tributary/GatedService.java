package tributary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that answers when a test lets it, and counts how many requests it answers at once. What it blocks on must have
 * an end of its own: a gateway that never sends what is waited for is to fail a test, not to hang it.
 */
final class GatedService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Answering answering;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    /** Gives the JSON for a target; may block. */
    interface Answering {
        String answer(String target) throws InterruptedException;
    }

    private GatedService(HttpServer server, Answering answering) {
        this.server = server;
        this.answering = answering;
    }

    static GatedService start(Answering answering) throws IOException {
        // Far more may come at once than the default backlog of 50 takes.
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        GatedService service = new GatedService(server, answering);
        server.setExecutor(service.threads);
        server.createContext("/", service::handle);
        server.start();
        return service;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            byte[] body;
            try {
                body = answering.answer(exchange.getRequestURI().toString()).getBytes(StandardCharsets.UTF_8);
            } catch (InterruptedException closing) {
                return;
            } finally {
                // Before the answer goes out: what the gateway sends because of it is not beside it.
                inFlight.decrementAndGet();
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The most requests there ever were at once. */
    int most() {
        return most.get();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
