package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tributary.downstream.Failure;

/** What becomes of connections between two exchanges. */
class KeptConnectionTest {
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

    /** Answers once, and closes when told; {@code closed} says that it did. */
    private static ScriptedServer.Script once(CountDownLatch close, CountDownLatch closed, boolean reset) {
        return peer -> {
            peer.request();
            peer.send(ok("first"));
            close.await();
            if (reset) {
                peer.reset();
            } else {
                peer.socket.close();
            }
            closed.countDown();
        };
    }

    @Test
    void one_connection_serves_many_exchanges() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answers(ok("a"), ok("b"), ok("c")));
                Wire wire = Wire.to(server)) {
            assertThat(List.of(wire.get(), wire.get(), wire.get())).containsExactly("200 a", "200 b", "200 c");
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_safe_request_that_meets_a_closed_connection_goes_out_again_on_a_new_one() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            CountDownLatch close = new CountDownLatch(1);
            CountDownLatch closed = new CountDownLatch(1);
            try (ScriptedServer server = new ScriptedServer(once(close, closed, reset), answers(ok("second")));
                    Wire wire = Wire.to(server)) {
                assertThat(wire.get()).isEqualTo("200 first");
                close.countDown();
                closed.await();
                assertThat(wire.get()).isEqualTo("200 second");
                assertThat(server.accepted()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_write_that_meets_a_closed_connection_fails_and_is_not_repeated() throws Exception {
        CountDownLatch close = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(once(close, closed, false), answers(ok("second")));
                Wire wire = at(new AtomicLong(), server, Wire.settings(4))) {
            assertThat(wire.get()).isEqualTo("200 first");
            close.countDown();
            closed.await();
            assertThat(wire.failure(Wire.post("/", BODY), Wire.SOON))
                    .isEqualTo(new Failure.Reset("closed before the answer"));
            assertThat(server.accepted()).isEqualTo(1);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_write_listens_first_on_a_connection_that_lay_for_a_while() throws Exception {
        CountDownLatch close = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicLong now = new AtomicLong();
        try (ScriptedServer server = new ScriptedServer(once(close, closed, false), answers(ok("second")));
                Wire wire = at(now, server, Wire.settings(4))) {
            assertThat(wire.get()).isEqualTo("200 first");
            close.countDown();
            closed.await();
            now.addAndGet(2_000_000_000L);
            assertThat(wire.exchange(Wire.post("/", BODY), Wire.SOON)).isEqualTo("200 second");
            now.addAndGet(2_000_000_000L);
            assertThat(wire.exchange(Wire.post("/", BODY), Wire.SOON)).isEqualTo("200 second");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_new_connection_that_is_closed_at_once_is_not_tried_again() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            try (ScriptedServer server = new ScriptedServer(peer -> {
                        peer.request();
                        if (reset) {
                            peer.reset();
                        }
                    });
                    Wire wire = Wire.to(server)) {
                assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                        .isEqualTo(new Failure.Reset("closed before the answer"));
                assertThat(server.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_kept_connection_that_fails_is_replaced_once_and_no_more() throws Exception {
        CountDownLatch close = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(once(close, closed, false), peer -> peer.request());
                Wire wire = Wire.to(server)) {
            assertThat(wire.get()).isEqualTo("200 first");
            close.countDown();
            closed.await();
            assertThat(wire.get()).isEqualTo("reset");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_reset_in_mid_body_is_no_answer() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n[1,2");
                    begun.await();
                    peer.reset();
                });
                Wire wire = Wire.to(server)) {
            begun.countDown();
            assertThat(wire.failure(Wire.get("/"), Wire.SOON)).isInstanceOf(Failure.Reset.class);
        }
    }

    @Test
    void an_answer_that_comes_unasked_while_the_connection_lies_idle_is_never_used() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch poisoned = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(
                        peer -> {
                            peer.request();
                            peer.send(ok("first"));
                            answered.await();
                            peer.send(ok("poison"));
                            poisoned.countDown();
                            peer.closedByOther();
                        },
                        answers(ok("second")));
                Wire wire = Wire.to(server)) {
            assertThat(wire.get()).isEqualTo("200 first");
            answered.countDown();
            poisoned.await();
            assertThat(wire.exchange(Wire.post("/", BODY), Wire.SOON)).isEqualTo("200 second");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void the_connection_used_last_is_used_first_and_old_ones_are_closed() throws Exception {
        AtomicLong now = new AtomicLong();
        CountDownLatch both = new CountDownLatch(2);
        ScriptedServer.Script together = peer -> {
            peer.request();
            both.countDown();
            both.await();
            peer.send(ok("a"));
            answers(ok("b")).run(peer);
        };
        TransportSettings settings = new TransportSettings(Wire.SOON, 4, 4, 1000, Duration.ofSeconds(20));
        try (ScriptedServer server = new ScriptedServer(together);
                Wire wire = at(now, server, settings)) {
            Wire.Begun one = wire.begin(Wire.get("/1"), Wire.SOON);
            Wire.Begun two = wire.begin(Wire.get("/2"), Wire.SOON);
            assertThat(List.of(one.text(), two.text())).containsExactly("200 a", "200 a");
            assertThat(wire.transport.use()).isEqualTo(new PoolUse(0, 2, 0));
            for (int i = 0; i < 3; i++) {
                now.addAndGet(Duration.ofSeconds(9).toNanos());
                assertThat(wire.get()).isEqualTo("200 b");
            }
            assertThat(wire.transport.use()).isEqualTo(new PoolUse(0, 1, 0));
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    /** Else a service's old address would be asked for as long as it answers and the connection never rests. */
    @Test
    void a_connection_in_steady_use_is_renewed_after_half_a_minute() throws Exception {
        AtomicLong now = new AtomicLong();
        TransportSettings settings = new TransportSettings(Wire.SOON, 4, 4, 1000, Duration.ofMinutes(5));
        try (ScriptedServer server =
                        new ScriptedServer(answers(ok("a"), ok("a"), ok("a"), ok("a")), answers(ok("b"), ok("b")));
                Wire wire = at(now, server, settings)) {
            StringBuilder answers = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                answers.append(wire.get().substring(4));
                now.addAndGet(Duration.ofSeconds(11).toNanos());
            }
            assertThat(answers.toString()).isEqualTo("aaaabb");
            assertThat(server.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_closed_transport_still_answers_and_keeps_nothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                Wire wire = Wire.to(server)) {
            assertThat(wire.get()).isEqualTo("200 a");
            wire.transport.close();
            assertThat(wire.transport.use().open()).isZero();
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(wire.transport.use().open()).isZero();
        }
    }

    @Test
    void an_early_answer_to_a_large_body_is_seen() throws Exception {
        byte[] large = new byte[8 * 1024 * 1024];
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.socket.getInputStream().readNBytes(1000);
                    peer.send("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
                    peer.socket.shutdownOutput();
                    peer.socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
                Wire wire = Wire.to(server)) {
            assertThat(wire.exchange(Wire.post("/", large), Wire.SOON)).isEqualTo("413 no");
        }
    }

    @Test
    void a_large_body_arrives_whole() throws Exception {
        byte[] large = new byte[300_000];
        large[299_999] = 'z';
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                Wire wire = Wire.to(server)) {
            assertThat(wire.exchange(Wire.post("/", large), Wire.SOON)).isEqualTo("200 a");
            assertThat(wire.exchange(Wire.post("/", BODY), Wire.SOON)).isEqualTo("200 a");
            assertThat(server.requests().get(0)).endsWith("\0z").hasSizeGreaterThan(300_000);
            assertThat(server.requests().get(1)).endsWith("\r\n\r\n{}");
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    private static Wire at(AtomicLong now, ScriptedServer server, TransportSettings settings) {
        Origin origin = new Origin(false, "127.0.0.1", server.port(), "");
        return new Wire(new Http1Transport(origin, settings, (_, _) -> List.of(), null, now::get, Wire.ALARMS));
    }
}
