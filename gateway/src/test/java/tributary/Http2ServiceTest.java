package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A service that is spoken to in HTTP/2, seen from the public interface. */
class Http2ServiceTest {
    private static final String SECTIONS = """
            services:
              shop: { url: "%s", http: %s, connect-timeout: 5s, timeout: 10s }
            aggregates:
              GET /page:
                deadline: 20s
                calls:
                  a: { get: "shop:/a" }
                  b: { get: "shop:/b" }
                  c: { get: "shop:/c" }
                  d: { get: "shop:/d/{a.n}" }
            """;

    /** Counts the connections to a service, and passes their bytes on. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();
        private final int port;

        Relay(int port) throws IOException {
            this.port = port;
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket from = listener.accept();
                    connections.incrementAndGet();
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
                    from.setTcpNoDelay(true);
                    to.setTcpNoDelay(true);
                    Thread.ofVirtual().start(() -> copy(from, to));
                    Thread.ofVirtual().start(() -> copy(to, from));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One side has gone.
            }
        }

        String url() {
            return "http://127.0.0.1:" + listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static ServiceStub shop() {
        return ServiceStub.start()
                .answersAfter("/a", 50, "{\"n\":1}")
                .answersAfter("/b", 50, "{\"n\":2}")
                .answersAfter("/c", 50, "{\"n\":3.10}")
                .answers("/d/1", "{\"n\":4}");
    }

    @Test
    void calls_side_by_side_and_one_after_the_other_share_one_connection() throws Exception {
        try (ServiceStub shop = shop();
                Relay relay = new Relay(URI.create(shop.url()).getPort());
                TestGateway gateway = TestGateway.start(SECTIONS.formatted(relay.url(), "2"), Map.of())) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = gateway.get("/page");
                assertThat(answer.body())
                        .isEqualTo("{\"a\":{\"n\":1},\"b\":{\"n\":2},\"c\":{\"n\":3.10},\"d\":{\"n\":4}}");
            }
            assertThat(shop.requests())
                    .hasSize(12)
                    .extracting(LoggedRequest::getProtocol)
                    .containsOnly("HTTP/2.0");
            assertThat(relay.connections).hasValue(1);
            eventually("in use", gateway.gateway()::connectionsInUse, inUse -> inUse == 0);
        }
    }

    @Test
    void bodies_that_find_no_memory_are_refused_and_others_go_on() throws Exception {
        try (ServiceStub shop = ServiceStub.start()
                        .answers("/large", "[" + " ".repeat(900_000) + "]")
                        .answers("/small", "[" + " ".repeat(60_000) + "]")
                        .answers("/middle", "[" + " ".repeat(100_000) + "]");
                TestGateway gateway = TestGateway.start(
                        "overload: { max-body-memory: 128KiB }\n" + """
                        services:
                          shop: { url: "%s", http: 2, connect-timeout: 5s, timeout: 10s }
                        aggregates:
                          GET /{size}: { deadline: 20s, calls: { a: { get: "shop:/{path.size}" } } }
                        """.formatted(shop.url()), Map.of())) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> refused = gateway.get("/large");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("urn:tributary:problem:overloaded");
                assertThat(gateway.get("/small").statusCode()).isEqualTo(200);
                assertThat(gateway.get("/middle").statusCode()).isEqualTo(200);
            }
            eventually("bytes", gateway.gateway().overload()::bodyBytes, bytes -> bytes == 0);
        }
    }

    @Test
    void a_service_without_tls_is_spoken_to_in_http_1_1_unless_told_otherwise() throws Exception {
        for (String version : new String[] {"auto", "1.1"}) {
            try (ServiceStub shop = shop();
                    TestGateway gateway = TestGateway.start(SECTIONS.formatted(shop.url(), version), Map.of())) {
                assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
                assertThat(shop.requests())
                        .extracting(LoggedRequest::getProtocol)
                        .containsOnly("HTTP/1.1");
            }
        }
    }

    @Test
    void a_service_that_does_not_speak_it_is_a_failed_connection() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TestGateway gateway = TestGateway.start(
                        SECTIONS.formatted("http://127.0.0.1:" + other.getLocalPort(), "2"), Map.of())) {
            Thread.startVirtualThread(() -> refuse(other));
            HttpResponse<String> answer = gateway.get("/page");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("connect-failed");
        }
    }

    /** Answers whatever comes as HTTP/1.1 would. */
    private static void refuse(ServerSocket listener) {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().readNBytes(24);
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }
}
