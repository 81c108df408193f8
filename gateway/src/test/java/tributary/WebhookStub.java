package tributary;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Receives webhooks, remembers those that it has taken, and answers as a test wants. */
final class WebhookStub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> all = new CopyOnWriteArrayList<>();
    private volatile Function<Received, Integer> answers = _ -> 204;
    private volatile String retryAfter = "1";

    /** @param headers names in lower case */
    record Received(String target, Map<String, String> headers, String body, int status) {
        private Received answered(int status) {
            return new Received(target, headers, body, status);
        }
    }

    WebhookStub() throws IOException {
        this(0);
    }

    WebhookStub(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received received = new Received(exchange.getRequestURI().toString(), headers, body, 0);
            int status = answers.apply(received);
            all.add(received.answered(status));
            if (status == 429) {
                exchange.getResponseHeaders().add("Retry-After", retryAfter);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    WebhookStub answering(Function<Received, Integer> status) {
        answers = status;
        return this;
    }

    /** What stands in each 429. */
    WebhookStub retryingAfter(String value) {
        retryAfter = value;
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    List<Received> all() {
        return List.copyOf(all);
    }

    List<String> taken() {
        return all.stream()
                .filter(each -> each.status() / 100 == 2)
                .map(Received::body)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
