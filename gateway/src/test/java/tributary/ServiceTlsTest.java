package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.plan.ListenerTls;
import tributary.tls.Certificates;
import tributary.tls.TlsContexts;

/** Services that are called over TLS with authorities and certificates of their own. */
class ServiceTlsTest {
    @TempDir
    Path folder;

    /** An HTTPS service that says who asks; at {@code /token} it hands out a token. */
    private static final class Service implements AutoCloseable {
        private final HttpsServer server;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Queue<String> paths = new ConcurrentLinkedQueue<>();

        Service(String name, boolean mutual) throws Exception {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            SSLContext context =
                    TlsContexts.of(new ListenerTls(Certificates.identity(name), Certificates.chain("authority")));
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = context.getDefaultSSLParameters();
                    wanted.setNeedClientAuth(mutual);
                    parameters.setSSLParameters(wanted);
                }
            });
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    String path = exchange.getRequestURI().getPath();
                    paths.add(path);
                    String asking = mutual
                            ? ((com.sun.net.httpserver.HttpsExchange) exchange)
                                    .getSSLSession()
                                    .getPeerPrincipal()
                                    .getName()
                            : "anybody";
                    byte[] body = (path.equals("/token")
                                    ? "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":3600}"
                                    : "{\"by\":\"" + asking + "\"}")
                            .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("content-type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private void use(String name, String file) throws Exception {
        Path next = folder.resolve("next");
        Files.copy(Certificates.file(name), next);
        Files.move(next, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private TestGateway start(Service service, String tls, String more) throws Exception {
        use("authority", "ca.crt");
        use("stranger", "stranger.crt");
        return TestGateway.watching(
                Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                services:
                  shop: { url: "https://localhost:%d", timeout: 20s, connect-timeout: 20s, tls: %s%s }
                aggregates:
                  GET /page: { deadline: 25s, calls: { a: { get: shop:/a } } }
                """.formatted(service.port(), tls, more)), Map.of());
    }

    /** The lines that operators see while {@code work} is done. */
    private static List<String> told(java.util.concurrent.Callable<?> work) throws Exception {
        try (LogLines log = LogLines.of("tributary.downstream")) {
            work.call();
            return log.messages();
        }
    }

    @Test
    void a_service_is_believed_by_its_own_authority() throws Exception {
        try (Service service = new Service("first", false);
                TestGateway gateway = start(service, "{ ca: ca.crt }", "")) {
            HttpResponse<String> answer = gateway.get("/page");
            assertThat(answer.body()).isEqualTo("{\"a\":{\"by\":\"anybody\"}}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "first | { ca: stranger.crt } | the certificate's authority is unknown | unable to find valid certification path",
                "expired | { ca: ca.crt } | the certificate has expired | NotAfter",
                "elsewhere | { ca: ca.crt } | the certificate is for another host | localhost",
                "first | { ca: ca.crt, server-name: shop.test } | the certificate is for another host | shop.test",
            })
    void a_service_that_is_not_believed_fails_and_operators_see_why(String name, String tls, String why, String cause)
            throws Exception {
        try (Service service = new Service(name, false);
                TestGateway gateway = start(service, tls, "")) {
            List<String> told = told(() -> {
                for (int i = 0; i < 3; i++) {
                    HttpResponse<String> answer = gateway.get("/page");
                    assertThat(answer.statusCode()).isEqualTo(502);
                    assertThat(answer.body()).contains("connect-failed", why).doesNotContain(cause);
                }
                return null;
            });
            assertThat(told)
                    .singleElement()
                    .asString()
                    .startsWith("TLS with localhost:" + service.port() + ": " + why + " (")
                    .contains(cause);
            assertThat(service.paths).isEmpty();
        }
    }

    @Test
    void a_certificate_may_be_for_another_name_than_the_urls() throws Exception {
        try (Service service = new Service("elsewhere", false);
                TestGateway gateway = start(service, "{ ca: ca.crt, server-name: elsewhere.test }", "")) {
            assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void the_gateway_shows_its_certificate_and_takes_up_a_new_one() throws Exception {
        use("client", "own.crt");
        use("client-key", "own.key");
        try (Service service = new Service("first", true);
                TestGateway gateway = start(service, "{ ca: ca.crt, certificate: own.crt, key: own.key }", "")) {
            assertThat(gateway.get("/page").body()).isEqualTo("{\"a\":{\"by\":\"CN=client\"}}");
            assertThat(gateway.admin("/metrics").body())
                    .contains("tributary_certificate_expiry_timestamp_seconds{certificate=\"services.shop.tls\"}");
            use("second", "own.crt");
            use("second-key", "own.key");
            eventually("the new one", () -> gateway.get("/page").body(), "{\"a\":{\"by\":\"CN=second\"}}"::equals);
        }
    }

    @Test
    void a_service_that_does_not_accept_us_is_told_of() throws Exception {
        try (Service service = new Service("first", true);
                TestGateway gateway = start(service, "{ ca: ca.crt }", ", http: 1.1")) {
            List<String> told = told(() -> {
                HttpResponse<String> answer = gateway.get("/page");
                assertThat(answer.statusCode()).isEqualTo(502);
                assertThat(answer.body()).contains("the service has refused us");
                return null;
            });
            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains("the service has refused us (")
                    .contains("alert");
        }
    }

    @Test
    void probes_and_requests_for_tokens_are_made_the_same_way() throws Exception {
        use("client", "own.crt");
        use("client-key", "own.key");
        try (Service service = new Service("first", true);
                TestGateway gateway = start(
                        service,
                        "{ ca: ca.crt, certificate: own.crt, key: own.key }",
                        ", health: { path: /health, every: 1s }, auth: { oauth2: { token-url: \"https://localhost:"
                                + service.port() + "/token\", client-id: a, client-secret: b } }")) {
            assertThat(gateway.get("/page").statusCode()).isEqualTo(200);
            eventually("it is probed", () -> List.copyOf(service.paths), paths -> paths.contains("/health"));
            assertThat(service.paths).contains("/token", "/a");
            eventually(
                    "it is well",
                    () -> gateway.admin("/metrics").body(),
                    body -> body.contains("tributary_probe_up{service=\"shop\"} 1.0"));
        }
    }
}
