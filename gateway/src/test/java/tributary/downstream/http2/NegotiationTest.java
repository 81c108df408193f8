package tributary.downstream.http2;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.downstream.Transport;
import tributary.downstream.WireRequest;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.Wire.Clock;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** Which protocol is spoken, with real servers and with scripted ones. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NegotiationTest {
    /** One for all tests; its thread is a daemon. */
    private static final Alarms ALARMS = Alarms.start(Ticker.SYSTEM);

    private static final TransportSettings SETTINGS = TransportSettings.of(Wire.SOON, 4, Wire.MAX_RESPONSE);

    @TempDir
    static Path folder;

    private static Keys keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new Keys(folder);
    }

    private static NegotiatedTransport negotiated(int port, Ticker ticker) {
        return new NegotiatedTransport(origin(port), SETTINGS, (_, _) -> List.of(), keys.context(), ticker, ALARMS);
    }

    private static Http2Transport only2(int port) {
        return new Http2Transport(origin(port), SETTINGS, (_, _) -> List.of(), keys.context(), Ticker.SYSTEM);
    }

    private static Origin origin(int port) {
        return new Origin(true, "127.0.0.1", port, "");
    }

    private static String exchange(Transport transport, WireRequest request) throws InterruptedException {
        return Wire.text(transport.exchange(request, Deadline.after(Wire.SOON, Ticker.SYSTEM)));
    }

    private static WireMockServer server(WireMockConfiguration options) {
        WireMockServer server = new WireMockServer(options.bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(keys.file().toString())
                .keystorePassword(Keys.PASSWORD)
                .keyManagerPassword(Keys.PASSWORD)
                .keystoreType("PKCS12"));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(200).withBody("{\"a\":1}")));
        return server;
    }

    private static List<String> protocols(WireMockServer server) {
        return server.findAll(anyRequestedFor(anyUrl())).stream()
                .map(LoggedRequest::getProtocol)
                .toList();
    }

    @Test
    void a_server_that_speaks_both_is_spoken_to_in_http_2() throws Exception {
        WireMockServer server = server(options());
        try (NegotiatedTransport transport = negotiated(server.httpsPort(), Ticker.SYSTEM)) {
            assertThat(exchange(transport, Wire.get("/a?b=c"))).isEqualTo("200 {\"a\":1}");
            byte[] large = "x".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
            assertThat(exchange(transport, Wire.post(large))).isEqualTo("200 {\"a\":1}");
            List<LoggedRequest> seen = server.findAll(anyRequestedFor(anyUrl()));
            assertThat(protocols(server)).containsOnly("HTTP/2.0").hasSize(2);
            assertThat(seen).anySatisfy(request -> {
                assertThat(request.getUrl()).isEqualTo("/a?b=c");
                assertThat(request.getHeader("accept-encoding")).isEqualTo("gzip");
            });
            assertThat(seen).anySatisfy(request -> assertThat(request.getBody()).hasSize(500_000));
        } finally {
            server.stop();
        }
    }

    @Test
    void a_server_without_it_is_spoken_to_in_http_1_1_and_refused_where_http_2_is_a_must() throws Exception {
        WireMockServer server = server(options().http2TlsDisabled(true));
        try (NegotiatedTransport transport = negotiated(server.httpsPort(), Ticker.SYSTEM);
                Http2Transport must = only2(server.httpsPort())) {
            assertThat(exchange(transport, Wire.get("/"))).isEqualTo("200 {\"a\":1}");
            assertThat(exchange(transport, Wire.get("/"))).isEqualTo("200 {\"a\":1}");
            assertThat(protocols(server)).containsOnly("HTTP/1.1");
            assertThat(exchange(must, Wire.get("/")))
                    .isIn(
                            "connect-failed: TLS: the service does not speak HTTP/2",
                            "connect-failed: TLS: the service does not speak what was offered");
            assertThat(transport.inUse()).isZero();
        } finally {
            server.stop();
        }
    }

    @Test
    void a_server_of_plain_http_2_answers_many_exchanges() throws Exception {
        WireMockServer server = server(options());
        Origin origin = new Origin(false, "127.0.0.1", server.port(), "");
        try (Wire wire = new Wire(new Http2Transport(origin, SETTINGS, (_, _) -> List.of(), null, Ticker.SYSTEM))) {
            List<Wire.Begun> begun =
                    IntStream.range(0, 100).mapToObj(_ -> wire.begin()).toList();
            assertThat(begun).extracting(Wire.Begun::text).containsOnly("200 {\"a\":1}");
            assertThat(protocols(server)).containsOnly("HTTP/2.0").hasSize(100);
            assertThat(wire.transport.connections()).isEqualTo(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void the_handshake_that_ends_in_http_1_1_is_not_wasted_and_the_question_is_asked_again_later() throws Exception {
        FrameService.Script old = peer -> {
            byte[] request = new byte[8192];
            while (peer.socket.getInputStream().read(request) > 0) {
                peer.raw("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na".getBytes(StandardCharsets.US_ASCII));
            }
        };
        AtomicLong later = new AtomicLong();
        try (FrameService service = new FrameService(keys.listener("http/1.1"), old);
                NegotiatedTransport transport = negotiated(service.port(), () -> System.nanoTime() + later.get())) {
            assertThat(exchange(transport, Wire.get("/"))).isEqualTo("200 a");
            assertThat(exchange(transport, Wire.get("/"))).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(1);
            later.set(Duration.ofMinutes(11).toNanos());
            assertThat(exchange(transport, Wire.get("/"))).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_service_that_answers_alpn_with_nothing_is_spoken_to_in_http_1_1() throws Exception {
        try (FrameService service = new FrameService(keys.listener(), peer -> {
                    peer.socket.getInputStream().read(new byte[8192]);
                    peer.raw("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na".getBytes(StandardCharsets.US_ASCII));
                    peer.untilClosed();
                });
                NegotiatedTransport transport = negotiated(service.port(), Ticker.SYSTEM)) {
            assertThat(exchange(transport, Wire.get("/"))).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void over_tls_too_one_connection_is_shared_and_outlives_a_timeout() throws Exception {
        TransportSettings one = TransportSettings.of(Wire.SOON, 1, Wire.MAX_RESPONSE);
        CountDownLatch asked = new CountDownLatch(1);
        Clock clock = new Clock();
        Duration time = Duration.ofSeconds(20);
        try (FrameService service = new FrameService(keys.listener("h2"), peer -> {
                    peer.greet();
                    int first = peer.request();
                    asked.countDown();
                    assertThat(peer.reset(first)).isEqualTo(Frame.CANCEL);
                    byte[] ping = new byte[8];
                    peer.send(Frame.PING, Frame.ACK, 0, ping);
                    AnswersTest.inFrames(peer, peer.request(), "x".repeat(2_000_000));
                    peer.untilClosed();
                });
                Wire wire = new Wire(
                        new Http2Transport(origin(service.port()), one, (_, _) -> List.of(), keys.context(), clock))) {
            Wire.Begun slow = wire.begin(Wire.get("/"), time, clock);
            asked.await();
            assertThat(slow.text(clock, time)).isEqualTo("timeout");
            assertThat(wire.get()).hasSize(4 + 2_000_000);
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_named() throws Exception {
        try (FrameService service = new FrameService(keys.listener("h2"), FrameService.answering("a"));
                Http2Transport transport = new Http2Transport(
                        origin(service.port()),
                        SETTINGS,
                        (_, _) -> List.of(),
                        SSLContext.getDefault(),
                        Ticker.SYSTEM)) {
            assertThat(exchange(transport, Wire.get("/")))
                    .isEqualTo("connect-failed: TLS: the certificate's authority is unknown");
        }
    }
}
