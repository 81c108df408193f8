package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.downstream.Failure;
import tributary.resilience.Ticker;

/** TLS against servers with certificates of our own making. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static KeyStore keys;
    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificates() throws Exception {
        keytool("ca", "-ext", "bc:c", "-validity", "30");
        keytool("good", "-signer", "ca", "-ext", "san=dns:shop.test,ip:127.0.0.1", "-validity", "30");
        keytool("old", "-signer", "ca", "-ext", "san=dns:shop.test", "-startdate", "-20d", "-validity", "10");
        keytool("early", "-signer", "ca", "-ext", "san=dns:shop.test", "-startdate", "+10d", "-validity", "10");
        keytool("other", "-signer", "ca", "-ext", "san=dns:other.test", "-validity", "30");
        keytool("stranger", "-ext", "san=dns:shop.test", "-validity", "30");
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", keys.getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static void keytool(String alias, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-keyalg", "EC"));
        Collections.addAll(command, "-alias", alias, "-dname", "CN=" + alias, "-storepass", "changeit");
        Collections.addAll(command, "-keystore", folder.resolve("keys.p12").toString());
        Collections.addAll(command, more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLServerSocket listener(String alias) throws Exception {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(alias, keys.getKey(alias, PASSWORD), PASSWORD, keys.getCertificateChain(alias));
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(one, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    private static Wire to(String host, int port, Duration connectTimeout) {
        Resolver loopback = (_, _) -> List.of(InetAddress.getLoopbackAddress());
        TransportSettings settings = TransportSettings.of(connectTimeout, 4, 1_000_000);
        return new Wire(new Http1Transport(
                new Origin(true, host, port, ""), settings, loopback, trusting, Ticker.SYSTEM, Wire.ALARMS));
    }

    private static Wire to(ScriptedServer server) {
        return to("shop.test", server.port(), Wire.SOON);
    }

    @ParameterizedTest
    @CsvSource({"shop.test", "127.0.0.1"})
    void a_good_certificate_is_believed_and_the_connection_kept(String host) throws Exception {
        String large = "x".repeat(300_000);
        try (ScriptedServer server = new ScriptedServer(listener("good"), answers(ok("a"), ok(large)));
                Wire wire = to(host, server.port(), Wire.SOON)) {
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(wire.get()).isEqualTo("200 " + large);
            assertThat(wire.exchange(Wire.post("/", new byte[200_000]), Wire.SOON))
                    .isEqualTo("200 " + large);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "old, the certificate has expired",
        "early, the certificate is not valid yet",
        "other, the certificate is for another host",
        "stranger, the certificate's authority is unknown",
    })
    void a_bad_certificate_is_refused_and_its_kind_named(String alias, String why) throws Exception {
        try (ScriptedServer server = new ScriptedServer(listener(alias), answers(ok("a")));
                Wire wire = to(server)) {
            assertThat(wire.failure(Wire.get("/"), Wire.SOON)).isEqualTo(new Failure.TlsFailed(why));
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void a_service_that_speaks_another_protocol_or_an_old_version_is_refused() throws Exception {
        SSLServerSocket http2 = listener("good");
        SSLParameters parameters = http2.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        http2.setSSLParameters(parameters);
        SSLServerSocket old = listener("good");
        old.setEnabledProtocols(new String[] {"TLSv1.1"});
        for (SSLServerSocket listener : List.of(http2, old)) {
            try (ScriptedServer server = new ScriptedServer(listener, answers(ok("a")));
                    Wire wire = to(server)) {
                // A server that has no version in common may say so, or just close.
                assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                        .isIn(
                                new Failure.TlsFailed("the service does not speak what was offered"),
                                new Failure.TlsFailed("the handshake was refused"),
                                new Failure.TlsFailed("the handshake was broken off"));
            }
        }
    }

    @Test
    void a_service_without_tls_is_refused() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.socket.getInputStream().read();
                    peer.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
                    peer.closedByOther();
                });
                Wire wire = to(server)) {
            assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                    .isEqualTo(new Failure.TlsFailed("the handshake was refused"));
        }
    }

    @Test
    void a_handshake_that_is_broken_off_is_named() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(peer -> peer.socket.getInputStream().readNBytes(50));
                Wire wire = to(server)) {
            assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                    .isEqualTo(new Failure.TlsFailed("the handshake was broken off"));
        }
    }

    static Stream<ScriptedServer.Script> slowHandshakes() {
        ScriptedServer.Script hangs = peer -> peer.socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        return Stream.of(hangs, peer -> {
            peer.socket.getInputStream().read();
            peer.send("\u0016\u0003\u0003 \0");
            for (int i = 0; i < 500; i++) {
                peer.send("x");
                Thread.sleep(10);
            }
        });
    }

    @Test
    void a_handshake_that_hangs_or_drips_ends_at_the_connect_timeout_or_the_deadline() throws Exception {
        Duration brief = Duration.ofMillis(150);
        for (ScriptedServer.Script slow : slowHandshakes().toList()) {
            try (ScriptedServer server = new ScriptedServer(slow);
                    Wire patient = to("shop.test", server.port(), Wire.SOON);
                    Wire quick = to("shop.test", server.port(), brief)) {
                assertThat(quick.failure(Wire.get("/"), Wire.SOON))
                        .isEqualTo(new Failure.ConnectFailed("no connection within 150 ms"));
                assertThat(patient.failure(Wire.get("/"), brief)).isEqualTo(new Failure.Timeout());
            }
        }
    }

    @Test
    void an_answer_that_comes_unasked_is_never_used() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(listener("good"), answers(ok("a") + ok("poison")), answers(ok("b")));
                Wire wire = to(server)) {
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(wire.get()).isEqualTo("200 b");
        }
    }

    @Test
    void an_answer_that_comes_late_and_unasked_is_never_used() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch poisoned = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(
                        listener("good"),
                        peer -> {
                            peer.request();
                            peer.send(ok("a"));
                            answered.await();
                            peer.send(ok("poison"));
                            poisoned.countDown();
                            peer.closedByOther();
                        },
                        answers(ok("b")));
                Wire wire = to(server)) {
            assertThat(wire.get()).isEqualTo("200 a");
            answered.countDown();
            poisoned.await();
            assertThat(wire.get()).isEqualTo("200 b");
        }
    }

    @Test
    void a_kept_connection_that_was_closed_is_replaced() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                        listener("good"),
                        peer -> {
                            peer.request();
                            peer.send(ok("a"));
                        },
                        answers(ok("b")));
                Wire wire = to(server)) {
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(wire.get()).isEqualTo("200 b");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_slow_answer_ends_at_the_deadline() throws Exception {
        try (ScriptedServer server = new ScriptedServer(listener("good"), peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n");
                    for (int i = 0; i < 500; i++) {
                        peer.send("x");
                        Thread.sleep(10);
                    }
                });
                Wire wire = to(server)) {
            assertThat(wire.failure(Wire.get("/"), Duration.ofMillis(400))).isEqualTo(new Failure.Timeout());
            assertThat(wire.transport.use().open()).isZero();
        }
    }
}
