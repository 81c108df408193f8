package tributary.stubs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The switches of a running {@link Shop}, for curl from another terminal.
 *
 * <p>{@code GET /} lists the services and their states. {@code POST /SERVICE/slow?delay=2s},
 * {@code /SERVICE/fail?status=503&share=0.5}, {@code /SERVICE/dead} (resets connections), {@code /SERVICE/refuse} (closes
 * the port) and {@code /SERVICE/heal} change one; {@code POST /heal} heals all. The answer is the list, or a 400 that says
 * what is possible. Plain text throughout. Thread-safe.
 */
public final class ControlPort implements AutoCloseable {
    private final Shop shop;
    private final HttpServer server;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    private ControlPort(Shop shop, HttpServer server) {
        this.shop = shop;
        this.server = server;
    }

    /** Returns the running control port; throws where {@code port} is taken. A port of 0 takes a free one. */
    public static ControlPort start(Shop shop, String host, int port) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (BindException | UnresolvedAddressException failed) {
            throw NoListening.because("control", host, port, failed);
        }
        var control = new ControlPort(shop, server);
        server.setExecutor(control.requests);
        server.createContext("/", control::handle);
        server.start();
        return control;
    }

    /** Returns the base URL without a slash at its end. */
    public String url() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
        requests.close();
    }

    /** Where the frontend is. */
    static final String PAGE = "/page";

    private record Answer(int status, String text) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readNBytes(64 * 1024);
            boolean page = exchange.getRequestURI().getPath().equals(PAGE);
            var answer = page ? new Answer(200, page()) : answer(exchange);
            var bytes = (answer.text() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", (page ? "text/html" : "text/plain") + "; charset=utf-8");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** A frontend that asks the gateway, to be looked at in a browser. */
    private static String page() throws IOException {
        try (var page = ControlPort.class.getResourceAsStream("page.html")) {
            return new String(Objects.requireNonNull(page).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Answer answer(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/") || path.equals("/services")) {
            return new Answer(200, list());
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return new Answer(405, "Switches want POST: curl -X POST '" + url() + path + "'");
        }
        var steps = path.substring(1).split("/", -1);
        if (steps.length == 1 && steps[0].equals("heal")) {
            return turnAll();
        }
        if (steps.length != 2 || !shop.services().contains(steps[0])) {
            return new Answer(
                    400,
                    "Write /SERVICE/SWITCH, where SERVICE is one of " + String.join(", ", shop.services())
                            + " and SWITCH one of slow, fail, dead, refuse, heal; or /heal for all.");
        }
        return switch (Switching.read(
                steps[1], parameters(exchange.getRequestURI().getRawQuery()))) {
            case Switching.Outcome.Unclear(var why) -> new Answer(400, why);
            case Switching.Outcome.Wanted(var state) -> turn(steps[0], state);
        };
    }

    private Answer turn(String service, ServiceState state) {
        try {
            shop.turn(service, state);
            return new Answer(200, list());
        } catch (BindException taken) {
            return new Answer(409, service + " cannot come back: " + taken.getMessage());
        }
    }

    private Answer turnAll() {
        try {
            shop.heal();
            return new Answer(200, list());
        } catch (BindException taken) {
            return new Answer(409, "Not all came back: " + taken.getMessage());
        }
    }

    private String list() {
        var text = new StringBuilder("%-10s %-24s %8s  %s".formatted("service", "url", "requests", "state"));
        for (var service : shop.services()) {
            text.append("%n%-10s %-24s %8d  %s"
                    .formatted(
                            service,
                            shop.url(service),
                            shop.requests(service),
                            shop.state(service).text()));
        }
        return text.toString();
    }

    private static Map<String, String> parameters(@Nullable String query) {
        var parameters = new LinkedHashMap<String, String>();
        if (query != null) {
            for (var part : query.split("&", -1)) {
                int equals = part.indexOf('=');
                var name = equals < 0 ? part : part.substring(0, equals);
                var value = equals < 0 ? "" : part.substring(equals + 1);
                parameters.put(decode(name), decode(value));
            }
        }
        return parameters;
    }

    /** HttpServer has parsed the target as a URI already, so that what comes here is well-formed. */
    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
