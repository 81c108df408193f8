package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.edge.connection.GuardedServer.LONG;
import static tributary.edge.connection.GuardedServer.await;
import static tributary.edge.connection.GuardedServer.limits;
import static tributary.edge.connection.GuardedServer.timeouts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.LogLines;
import tributary.edge.connection.ConnectionCounts.Handshake;
import tributary.edge.connection.ConnectionCounts.Timeout;
import tributary.plan.ListenerTls;
import tributary.tls.Certificates;

/** How TLS with clients comes about, and how it does not. */
class HandshakeTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GET = "GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n";

    private static GuardedServer server() {
        return GuardedServer.secured(limits());
    }

    private static SSLSocket client(GuardedServer server, @Nullable String identity) throws IOException {
        return Certificates.connect(
                new Socket(InetAddress.getLoopbackAddress(), server.port()), Certificates.client(identity), "http/1.1");
    }

    /** Everything a client sends to begin with, as it would send it. */
    private static byte[] hello() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        var engine = Certificates.client(null).createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        engine.beginHandshake();
        byte[] bytes = new byte[engine.getSession().getPacketBufferSize()];
        var out = java.nio.ByteBuffer.wrap(bytes);
        engine.wrap(java.nio.ByteBuffer.allocate(0), out);
        sent.write(bytes, 0, out.position());
        return sent.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void speaks_the_two_versions_that_are_sound(String version) throws IOException {
        try (GuardedServer server = server();
                SSLSocket socket = client(server, null)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(socket.getSession().getCipherSuite()).containsAnyOf("GCM", "CHACHA20");
            await("the server has heard the last of it", () -> server.counts().handshakes(Handshake.DONE) == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second", "edwards"})
    void any_kind_of_key_will_do(String name) throws IOException {
        try (GuardedServer server =
                new GuardedServer(limits(), new Securing(Certificates.listener(name)), Certificates.client(null))) {
            server.serves();
        }
    }

    @Test
    void a_client_that_speaks_no_known_protocol_or_only_old_tls_is_refused() throws IOException {
        try (GuardedServer server = server()) {
            try (SSLSocket socket = Certificates.connect(
                    new Socket(InetAddress.getLoopbackAddress(), server.port()), Certificates.client(null), "spdy/1")) {
                assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
            }
            await("it is counted", () -> server.counts().handshakes(Handshake.REFUSED) == 1);
            try (SSLSocket socket = client(server, null)) {
                socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                assertThatThrownBy(socket::startHandshake).hasMessageContaining("handshake_failure");
            }
            await("it is counted", () -> server.counts().handshakes(Handshake.REFUSED) == 2);
            server.serves();
        }
    }

    @Test
    void one_that_names_no_protocol_speaks_http_1() throws IOException {
        try (GuardedServer server = server();
                SSLSocket socket = Certificates.connect(
                        new Socket(InetAddress.getLoopbackAddress(), server.port()), Certificates.client(null))) {
            socket.getOutputStream().write(GuardedServer.ascii(GET));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void one_that_never_begins_is_closed_in_time() throws IOException {
        try (GuardedServer server = GuardedServer.secured(timeouts(SHORT, LONG, LONG, LONG));
                RawClient client = new RawClient(server.port())) {
            assertThat(client.isClosed()).isTrue();
            await("it is counted", () -> server.counts().handshakes(Handshake.LATE) == 1);
            assertThat(server.counts().timedOut(Timeout.HEADER)).isEqualTo(1);
            server.servesOn();
        }
    }

    @Test
    void one_that_begins_and_stops_is_closed_in_time() throws IOException {
        byte[] hello = hello();
        for (int length : List.of(1, 5, hello.length / 2, hello.length)) {
            try (GuardedServer server = GuardedServer.secured(timeouts(SHORT, LONG, LONG, LONG));
                    RawClient client = new RawClient(server.port())) {
                client.send(java.util.Arrays.copyOf(hello, length));
                while (!client.isClosed()) {
                    // What the server says, where it has heard all.
                }
                await("it is counted", () -> server.counts().handshakes(Handshake.LATE) == 1);
                assertThat(server.counts().timedOut(Timeout.HEADER)).isEqualTo(1);
            }
        }
    }

    @Test
    void a_byte_now_and_then_does_not_lengthen_it() throws IOException, InterruptedException {
        byte[] hello = hello();
        try (GuardedServer server = GuardedServer.secured(timeouts(SHORT, LONG, LONG, LONG));
                RawClient client = new RawClient(server.port())) {
            Thread dripping = Thread.ofVirtual().start(() -> {
                try {
                    for (byte each : hello) {
                        client.send(new byte[] {each});
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException e) {
                    // It was closed, which is what was waited for.
                }
            });
            await("it is late", () -> server.counts().handshakes(Handshake.LATE) == 1);
            server.servesOn();
            dripping.join();
        }
    }

    @Test
    void a_hello_in_single_bytes_is_understood_if_it_comes_in_time() throws IOException {
        try (GuardedServer server = server();
                Socket below = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            below.setTcpNoDelay(true);
            byte[] hello = hello();
            for (byte each : hello) {
                below.getOutputStream().write(each);
            }
            // A handshake record: the server's hello.
            assertThat(below.getInputStream().read()).isEqualTo(22);
        }
    }

    @Test
    void plain_text_is_closed_at_once_and_told_of_once() throws IOException {
        try (LogLines log = LogLines.of("tributary.edge");
                GuardedServer server = server()) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = new RawClient(server.port())) {
                    client.send(GET);
                    assertThat(client.isClosed()).isTrue();
                }
            }
            assertThat(server.counts().handshakes(Handshake.NO_TLS)).isEqualTo(20);
            assertThat(log.messages())
                    .filteredOn(line -> line.startsWith("TLS handshakes"))
                    .containsExactly(
                            "TLS handshakes: no success with 127.0.0.1: it does not speak TLS; failed since this"
                                    + " was last said: 1");
            server.serves();
        }
    }

    @Test
    void whoever_only_connects_and_leaves_is_no_failure_but_who_leaves_in_between_is() throws IOException {
        try (GuardedServer server = server()) {
            new RawClient(server.port()).close();
            try (RawClient client = new RawClient(server.port())) {
                client.send(hello());
            }
            await("it is counted", () -> server.counts().handshakes(Handshake.BROKEN_OFF) > 0);
            await("both have ended", () -> server.counts().open() == 0);
            assertThat(server.counts().handshakes(Handshake.BROKEN_OFF)).isEqualTo(1);
            assertThat(server.counts().handshakes(Handshake.LATE)).isZero();
        }
    }

    @Test
    void clients_need_a_certificate_where_an_authority_for_them_is_named() throws IOException {
        Securing securing =
                new Securing(new ListenerTls(Certificates.identity("first"), Certificates.chain("authority")));
        for (String identity : new String[] {"client", "strange", "none"}) {
            SSLContext context = Certificates.client(identity.equals("none") ? null : identity);
            try (GuardedServer server = new GuardedServer(limits(), securing, context)) {
                if (identity.equals("client")) {
                    server.serves();
                } else {
                    // What was wrong, or, where the client has sent more meanwhile, only that the connection has ended.
                    assertThatThrownBy(server::serves).isInstanceOf(IOException.class);
                    await(identity, () -> server.counts().handshakes(Handshake.REFUSED) == 1);
                }
            }
        }
    }

    @Test
    void those_who_connect_later_see_the_new_certificate_and_the_others_go_on() throws IOException {
        Securing securing = new Securing(Certificates.listener("first"));
        try (GuardedServer server = new GuardedServer(limits(), securing, Certificates.client(null));
                RawClient before = server.client()) {
            before.send(GET);
            assertThat(before.answer().status()).isEqualTo(200);
            securing.follow(Certificates.listener("second"));
            try (RawClient after = server.client()) {
                after.send(GET);
                assertThat(after.answer().status()).isEqualTo(200);
                assertThat(name(after)).isEqualTo("CN=second");
            }
            before.send(GET);
            assertThat(before.answer().status()).isEqualTo(200);
            assertThat(name(before)).isEqualTo("CN=first");
        }
    }

    private static String name(RawClient client) throws IOException {
        return ((SSLSocket) client.socket).getSession().getPeerPrincipal().getName();
    }

    @Test
    void a_client_that_wants_to_agree_anew_is_let_go() throws IOException {
        try (GuardedServer server = server();
                SSLSocket socket = client(server, null)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            socket.getOutputStream().write(GuardedServer.ascii(GET));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        while (socket.getInputStream().read() >= 0) {
                            // The rest of the answer.
                        }
                        throw new SSLException("the connection has ended");
                    })
                    .isInstanceOf(IOException.class);
            await("the connection ends", () -> server.counts().open() == 0);
        }
    }

    @Test
    void new_keys_in_mid_connection_are_no_reason_to_stop() throws IOException {
        try (GuardedServer server = server();
                SSLSocket socket = client(server, null)) {
            RawClient.Answer answer;
            for (int i = 0; i < 10; i++) {
                // With TLS 1.3 this asks for a new key, in both directions.
                socket.startHandshake();
                socket.getOutputStream()
                        .write(GuardedServer.ascii("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
                answer = RawClient.answer(socket.getInputStream());
                assertThat(answer.body()).isEqualTo("abc");
            }
        }
    }
}
