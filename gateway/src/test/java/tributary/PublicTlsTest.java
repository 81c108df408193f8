package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tributary.tls.Certificates;

/** Clients that speak TLS with the gateway. */
class PublicTlsTest {
    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private GatedService service;

    @BeforeEach
    void open() throws Exception {
        service = GatedService.start(target -> {
            if (target.equals("/late")) {
                boolean _ = gate.await(60, TimeUnit.SECONDS);
            }
            return "{\"a\":\"" + target + "\"}";
        });
        use("first");
    }

    @AfterEach
    void close() {
        service.close();
    }

    /** As an operator would change them, or a certificate manager: each file in one step. */
    private void use(String name) throws Exception {
        replace(name, "tls.crt");
        replace(name + "-key", "tls.key");
    }

    private void replace(String name, String file) throws Exception {
        Path next = folder.resolve("next");
        Files.copy(Certificates.file(name), next);
        Files.move(next, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private TestGateway start() throws Exception {
        return TestGateway.watching(
                Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s, tls: { certificate: tls.crt, key: tls.key } }
                admin: { host: 127.0.0.1, port: 0 }
                services: { shop: { url: "%s", timeout: 20s } }
                aggregates:
                  GET /page: { deadline: 20s, calls: { a: { get: shop:/quick } } }
                  GET /hang: { deadline: 20s, calls: { a: { get: shop:/late } } }
                  GET /stream: { deadline: 20s, stream: true, calls: { quick: { get: shop:/quick }, late: { get: shop:/late } } }
                """.formatted(service.url())), Map.of());
    }

    private static HttpClient client(Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(Certificates.client(null))
                .build();
    }

    private static HttpRequest get(TestGateway gateway, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private static void answers(HttpClient client, TestGateway gateway) throws Exception {
        HttpResponse<String> answer = client.send(get(gateway, "/page"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"a\":{\"a\":\"/quick\"}}");
        assertThat(answer.version()).isEqualTo(client.version());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void answers_over_either_version_of_http_on_connections_that_are_kept(Version version) throws Exception {
        if (version.name().equals("HTTP_3")) {
            return;
        }
        try (TestGateway gateway = start();
                HttpClient client = client(version)) {
            for (int i = 0; i < 20; i++) {
                answers(client, gateway);
            }
            String metrics = gateway.admin("/metrics").body();
            assertThat(metrics)
                    .contains("tributary_client_tls_handshakes_total{result=\"done\"} 1.0")
                    // 2124-12-31
                    .contains("tributary_certificate_expiry_timestamp_seconds{certificate=\"server.tls\"} 4.891");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Version.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void streams_come_part_by_part(Version version) throws Exception {
        try (TestGateway gateway = start();
                HttpClient client = client(version)) {
            HttpResponse<java.io.InputStream> answer =
                    client.send(get(gateway, "/stream", "Accept", "text/event-stream"), BodyHandlers.ofInputStream());
            BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            List<String> seen = new ArrayList<>();
            while (seen.stream().noneMatch(line -> line.contains("/quick"))) {
                seen.add(lines.readLine());
            }
            assertThat(seen).noneMatch(line -> line.contains("/late"));
            gate.countDown();
            assertThat(lines.lines().toList()).anyMatch(line -> line.contains("/late"));
        }
    }

    @Test
    void whoever_leaves_cancels_the_calls_made_for_him() throws Exception {
        try (TestGateway gateway = start()) {
            // With a farewell, and without one.
            for (boolean polite : new boolean[] {true, false}) {
                Socket below = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                SSLSocket socket = Certificates.connect(below, Certificates.client(null), "http/1.1");
                socket.getOutputStream()
                        .write("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                eventually("the call is made", () -> gateway.gateway().callsInFlight(), calls -> calls == 1);
                if (polite) {
                    socket.close();
                }
                below.close();
                eventually("it is cancelled", () -> gateway.gateway().callsInFlight(), calls -> calls == 0);
            }
            eventually(
                    "both are counted",
                    () -> gateway.admin("/metrics").body(),
                    all -> all.contains("tributary_requests_cancelled_total 2.0"));
        }
    }

    /** Whose certificate a new connection sees. */
    private static String shown(TestGateway gateway) throws Exception {
        try (Socket below = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                SSLSocket socket = Certificates.connect(below, Certificates.client(null), "http/1.1")) {
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    @Test
    void a_new_certificate_is_taken_up_and_no_request_is_lost() throws Exception {
        try (TestGateway gateway = start();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger answered = new AtomicInteger();
            List<Future<?>> asking = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Version version = i % 2 == 0 ? Version.HTTP_1_1 : Version.HTTP_2;
                asking.add(threads.submit(() -> {
                    while (!over.get()) {
                        // Both kept connections and new ones.
                        try (HttpClient client = client(version)) {
                            for (int j = 0; j < 20; j++) {
                                answers(client, gateway);
                                answered.incrementAndGet();
                            }
                        }
                    }
                    return null;
                }));
            }
            for (String name : List.of("second", "edwards", "first")) {
                int before = answered.get();
                use(name);
                if (!name.equals("second")) {
                    // Changes are seen by themselves, as the first one is; it need not be waited for each time.
                    assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
                }
                eventually("the new one", () -> shown(gateway), shown -> shown.equals("CN=" + name));
                eventually("requests", answered::get, count -> count > before);
            }
            over.set(true);
            for (Future<?> each : asking) {
                each.get();
            }
            assertThat(gateway.admin("/reload").body()).contains("\"outcome\":\"taken\"");
        }
    }

    @Test
    void a_faulty_pair_is_refused_and_the_old_stays() throws Exception {
        try (TestGateway gateway = start()) {
            replace("second", "tls.crt");
            assertThat(gateway.adminPost("/reload").body()).contains("\"outcome\":\"refused\"", "this is not the key");
            assertThat(shown(gateway)).isEqualTo("CN=first");
            assertThat(gateway.admin("/metrics").body()).contains("tributary_config_last_reload_successful 0.0");
            replace("second-key", "tls.key");
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            eventually("the new one", () -> shown(gateway), "CN=second"::equals);
        }
    }

    @Test
    void links_that_are_swapped_as_kubernetes_does_are_followed() throws Exception {
        for (String name : List.of("first", "second")) {
            Path data = Files.createDirectory(folder.resolve(name));
            Files.copy(Certificates.file(name), data.resolve("tls.crt"));
            Files.copy(Certificates.file(name + "-key"), data.resolve("tls.key"));
        }
        Path link = Files.createSymbolicLink(folder.resolve("..data"), Path.of("first"));
        for (String file : List.of("tls.crt", "tls.key")) {
            Files.delete(folder.resolve(file));
            Files.createSymbolicLink(folder.resolve(file), Path.of("..data", file));
        }
        try (TestGateway gateway = start()) {
            assertThat(shown(gateway)).isEqualTo("CN=first");
            Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("second"));
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
            eventually("the new one", () -> shown(gateway), "CN=second"::equals);
        }
    }

    @Test
    void turning_it_off_waits_for_a_restart() throws Exception {
        try (TestGateway gateway = start()) {
            Path file = folder.resolve("gateway.yaml");
            Files.writeString(
                    file, Files.readString(file).replace(", tls: { certificate: tls.crt, key: tls.key }", ""));
            assertThat(gateway.adminPost("/reload").body()).contains("server.tls stays on until a restart");
            assertThat(shown(gateway)).isEqualTo("CN=first");
        }
    }
}
