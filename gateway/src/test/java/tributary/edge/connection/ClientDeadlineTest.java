package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.edge.connection.GuardedServer.LONG;
import static tributary.edge.connection.GuardedServer.await;
import static tributary.edge.connection.GuardedServer.inTime;
import static tributary.edge.connection.GuardedServer.timeouts;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.edge.connection.ConnectionCounts.Timeout;
import tributary.plan.ClientLimits;

/** Clients that take their time are ended when it is over, and others are served meanwhile. */
class ClientDeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    /** Over TLS in a class that inherits this one. */
    GuardedServer server(ClientLimits limits) {
        return new GuardedServer(limits);
    }

    @Test
    void one_that_says_nothing_is_closed_in_silence() throws IOException {
        try (GuardedServer server = server(timeouts(SHORT, LONG, LONG, LONG));
                RawClient client = server.client()) {
            assertThat(client.isClosed()).isTrue();
            assertThat(server.counts().timedOut(Timeout.HEADER)).isEqualTo(1);
            server.servesOn();
        }
    }

    List<String> beginnings() {
        return List.of("G", "GET /ignore HTTP/1.1\r\nHost: x\r\n", "PRI * HTTP/2.0\r\n\r\nS");
    }

    @Test
    void one_that_never_ends_its_head_hears_408() throws IOException, InterruptedException {
        for (String begun : beginnings()) {
            inTime(SHORT, header -> hears408(begun, header));
        }
    }

    private void hears408(String begun, Duration header) throws IOException {
        try (GuardedServer server = server(timeouts(header, LONG, LONG, LONG));
                RawClient client = server.client()) {
            client.send(begun);
            if (!begun.startsWith("PRI")) {
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.closes()).isTrue();
                assertThat(answer.body()).contains("urn:tributary:problem:request-timeout");
            }
            assertThat(client.isClosed()).isTrue();
            assertThat(server.counts().timedOut(Timeout.HEADER)).isEqualTo(1);
        }
    }

    @Test
    void a_byte_now_and_then_does_not_lengthen_a_head() throws IOException, InterruptedException {
        inTime(SHORT, header -> {
            try (GuardedServer server = server(timeouts(header, LONG, LONG, LONG));
                    RawClient client = server.client()) {
                Thread dripping =
                        Thread.ofVirtual().start(() -> drip(client, "GET /ignore HTTP/1.1\r\nHost: x\r\nA: "));
                assertThat(client.answer().status()).isEqualTo(408);
                server.servesOn();
                client.leave();
                await("the drip ends", () -> !dripping.isAlive());
            }
        });
    }

    @Test
    void the_second_head_has_its_own_time() throws IOException, InterruptedException {
        inTime(SHORT, header -> {
            try (GuardedServer server = server(timeouts(header, LONG, LONG, LONG));
                    RawClient client = server.client()) {
                client.send("GET /slow?ms=" + 2 * header.toMillis()
                        + "&id=1 HTTP/1.1\r\nHost: x\r\n\r\nGET /ignore HTTP/1.1\r\n");
                assertThat(client.answer().body()).isEqualTo("1");
                assertThat(client.answer().status()).isEqualTo(408);
            }
        });
    }

    @Test
    void a_body_that_does_not_come_is_408() throws IOException {
        for (String framing :
                List.of("Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
            try (GuardedServer server = server(timeouts(LONG, SHORT, LONG, LONG));
                    RawClient client = server.client()) {
                client.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + framing);
                assertThat(client.answer().status()).isEqualTo(408);
                assertThat(client.isClosed()).isTrue();
                assertThat(server.counts().timedOut(Timeout.BODY)).isEqualTo(1);
                server.serves();
            }
        }
    }

    @Test
    void a_body_of_a_byte_now_and_then_is_408() throws IOException {
        try (GuardedServer server = server(timeouts(LONG, SHORT, LONG, LONG));
                RawClient client = server.client()) {
            String head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
            Thread dripping = Thread.ofVirtual().start(() -> drip(client, head));
            assertThat(client.answer().status()).isEqualTo(408);
            client.leave();
            await("the drip ends", () -> !dripping.isAlive());
        }
    }

    @Test
    void a_body_nobody_asked_for_ends_its_connection_in_silence() throws IOException {
        try (GuardedServer server = server(timeouts(LONG, SHORT, LONG, LONG));
                RawClient client = server.client()) {
            client.send("POST /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(client.answer().body()).isEqualTo("ignored");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void a_request_at_work_is_under_no_deadline_of_its_connection() throws IOException, InterruptedException {
        inTime(SHORT, brief -> {
            try (GuardedServer server = server(timeouts(brief, brief, brief, brief));
                    RawClient client = server.client()) {
                client.send("GET /slow?ms=" + 3 * brief.toMillis() + "&id=7 HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("7");
            }
        });
    }

    @Test
    void an_idle_one_is_closed_in_silence() throws IOException {
        try (GuardedServer server = server(timeouts(LONG, LONG, SHORT, LONG));
                RawClient client = server.client()) {
            client.send("GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.isClosed()).isTrue();
            assertThat(server.counts().timedOut(Timeout.IDLE)).isEqualTo(1);
        }
    }

    @Test
    void one_that_does_not_read_is_ended() throws IOException {
        try (GuardedServer server = server(timeouts(LONG, LONG, LONG, SHORT));
                RawClient client = server.client()) {
            // Else the system may have room for all of it.
            client.socket.setReceiveBufferSize(64 * 1024);
            client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            await("the write is given up", () -> server.counts().timedOut(Timeout.WRITE) == 1);
            await("the request ends", () -> server.unanswered.size() == 1);
            assertThat(server.unanswered).containsExactly("write-timeout");
            assertThat(server.counts().cancelled()).isZero();
            await("the connection ends", () -> server.counts().open() == 0);
            server.servesOn();
        }
    }

    @Test
    void one_that_reads_slowly_but_steadily_gets_all() throws IOException, InterruptedException {
        inTime(Duration.ofMillis(300), this::readsSlowly);
    }

    private void readsSlowly(Duration write) throws IOException, InterruptedException {
        try (GuardedServer server = server(timeouts(LONG, LONG, LONG, write));
                RawClient client = server.client()) {
            client.send("GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            InputStream in = client.socket.getInputStream();
            byte[] some = new byte[256 * 1024];
            long all = 0;
            for (int n = in.readNBytes(some, 0, some.length); n > 0; n = in.readNBytes(some, 0, some.length)) {
                all += n;
                // This is no waiting for something, but the slowness itself: about twice the time for all.
                Thread.sleep(write.dividedBy(30));
            }
            assertThat(all).isGreaterThan(16 * 1024 * 1024);
        }
    }

    @Test
    void those_beyond_max_connections_are_closed_at_once_and_the_count_is_exact() throws IOException {
        ClientLimits limits = new ClientLimits(LONG, LONG, LONG, LONG, 10, 100, 16 * 1024, 1024);
        try (GuardedServer server = server(limits)) {
            for (int round = 0; round < 3; round++) {
                int wanted = 10;
                List<RawClient> clients = new ArrayList<>();
                for (int i = 0; i < wanted; i++) {
                    RawClient client = server.client();
                    client.send("GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(client.answer().status()).isEqualTo(200);
                    clients.add(client);
                }
                assertThat(server.counts().open()).isEqualTo(wanted);
                try (RawClient beyond = server.client()) {
                    assertThat(beyond.isClosed()).isTrue();
                }
                assertThat(server.counts().refused()).isEqualTo(round + 1);
                for (RawClient client : clients) {
                    client.leave();
                }
                await("places come back", () -> server.counts().open() == 0);
            }
        }
    }

    private static void drip(RawClient client, String head) {
        try {
            client.send(head);
            while (true) {
                client.send("a");
                Thread.sleep(10);
            }
        } catch (IOException | InterruptedException e) {
            // The connection has ended, which is what was waited for.
        }
    }
}
