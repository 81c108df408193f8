package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.downstream.Failure;
import tributary.resilience.Ticker;
import tributary.tls.Certificates;

/** TLS against servers with certificates of our own. */
class TlsTest {
    private static SSLServerSocket listener(String name) throws IOException {
        return Certificates.server(name, false);
    }

    private static Wire to(String host, int port, Duration connectTimeout) {
        Resolver loopback = (_, _) -> List.of(InetAddress.getLoopbackAddress());
        TransportSettings settings = TransportSettings.of(connectTimeout, 4, 1_000_000);
        return new Wire(new Http1Transport(
                new Origin(true, host, port, ""),
                settings,
                loopback,
                Certificates.client(null),
                Ticker.SYSTEM,
                Wire.ALARMS));
    }

    private static Wire to(ScriptedServer server) {
        return to("localhost", server.port(), Wire.SOON);
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1"})
    void a_good_certificate_is_believed_and_the_connection_kept(String host) throws Exception {
        String large = "x".repeat(300_000);
        try (ScriptedServer server = new ScriptedServer(listener("first"), answers(ok("a"), ok(large)));
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
        "expired, the certificate has expired",
        "early, the certificate is not valid yet",
        "elsewhere, the certificate is for another host",
        "strange, the certificate's authority is unknown",
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
        SSLServerSocket http2 = listener("first");
        SSLParameters parameters = http2.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        http2.setSSLParameters(parameters);
        SSLServerSocket old = listener("first");
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
                    Wire patient = to("localhost", server.port(), Wire.SOON);
                    Wire quick = to("localhost", server.port(), brief)) {
                assertThat(quick.failure(Wire.get("/"), Wire.SOON))
                        .isEqualTo(new Failure.ConnectFailed("no connection within 150 ms"));
                assertThat(patient.failure(Wire.get("/"), brief)).isEqualTo(new Failure.Timeout());
            }
        }
    }

    @Test
    void an_answer_that_comes_unasked_is_never_used() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(listener("first"), answers(ok("a") + ok("poison")), answers(ok("b")));
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
                        listener("first"),
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
                        listener("first"),
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
        try (ScriptedServer server = new ScriptedServer(listener("first"), peer -> {
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
