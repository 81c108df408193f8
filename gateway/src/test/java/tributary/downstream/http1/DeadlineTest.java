package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.FullListener;
import tributary.downstream.Failure;
import tributary.downstream.WireRequest;
import tributary.resilience.Alarms;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** Whatever a service does or leaves, an exchange ends by its deadline, and its connection with it. */
class DeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    /** Far more than the scheduler of a busy machine needs, and far less than "never". */
    private static final Duration SLACK = Duration.ofSeconds(20);
    /** On a clock that is moved on where the exchange has come so far as it is to come. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private final AtomicLong ahead = new AtomicLong();
    private final Ticker clock = () -> System.nanoTime() + ahead.get();
    private final Alarms alarms = Alarms.start(clock);

    @AfterEach
    void end() {
        alarms.close();
    }

    /** What comes of {@code request} to a service that stops, as it tells by {@code stopped}, when the deadline is there. */
    private void endsInTime(ScriptedServer server, WireRequest request, CountDownLatch stopped) throws Exception {
        Origin origin = new Origin(false, "127.0.0.1", server.port(), "");
        try (Wire wire =
                new Wire(new Http1Transport(origin, Wire.settings(4), (_, _) -> List.of(), null, clock, alarms))) {
            Wire.Begun begun = wire.begin(request, Deadline.after(LONG, clock));
            stopped.await();
            assertThat(begun.end()).isNotDone();
            ahead.addAndGet(LONG.toNanos());
            assertThat(begun.text()).isEqualTo("timeout");
            assertThat(wire.transport.use().open()).as("open").isZero();
        }
    }

    private static void endsInTime(Wire wire, WireRequest request, Failure expected) {
        long start = Ticker.SYSTEM.nanos();
        assertThat(wire.failure(request, SHORT)).isEqualTo(expected);
        Duration took = Duration.ofNanos(Ticker.SYSTEM.nanos() - start);
        assertThat(took).isBetween(SHORT.dividedBy(2), SHORT.plus(SLACK));
        assertThat(wire.transport.use().open()).as("open").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
            })
    void a_service_that_stops_somewhere_is_left(String beginning) throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(
                        peer -> {
                            peer.request();
                            peer.send(beginning);
                            stopped.countDown();
                            if (peer.closedByOther()) {
                                left.countDown();
                            }
                        },
                        answers(ok("next")));
                Wire wire = Wire.to(server)) {
            endsInTime(server, Wire.get("/"), stopped);
            left.await();
            assertThat(wire.get()).isEqualTo("200 next");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nx: ",
                "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e8\r\n",
            })
    void a_service_that_drips_is_left_although_no_gap_is_long(String beginning) throws Exception {
        CountDownLatch drops = new CountDownLatch(5);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.request();
            peer.send(beginning);
            for (int i = 0; i < 900; i++) {
                peer.send("x");
                drops.countDown();
                Thread.sleep(10);
            }
        })) {
            endsInTime(server, Wire.get("/"), drops);
        }
    }

    @Test
    void a_service_that_does_not_read_a_large_body_is_left() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
            peer.socket.getInputStream().readNBytes(1000);
            begun.countDown();
            over.await();
        })) {
            endsInTime(server, Wire.post("/", new byte[64 * 1024 * 1024]), begun);
            over.countDown();
        }
    }

    @Test
    void a_deadline_that_has_passed_touches_nothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                Wire wire = Wire.to(server)) {
            assertThat(wire.failure(Wire.get("/"), Duration.ZERO)).isEqualTo(new Failure.Timeout());
            // Those who come are accepted in their order, so this one is the first.
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_slow_answer_within_the_deadline_is_an_answer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    String chunked =
                            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nslow\r\n0\r\nx: y\r\n\r\n";
                    for (int i = 0; i < chunked.length(); i++) {
                        peer.send(chunked.substring(i, i + 1));
                        Thread.sleep(1);
                    }
                });
                Wire wire = Wire.to(server)) {
            assertThat(wire.get()).isEqualTo("200 slow");
        }
    }

    @Test
    void nobody_listens() throws Exception {
        // A port that is taken, and on which nobody listens.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Wire wire = Wire.to(taken.getLocalPort(), Wire.settings(4))) {
                assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                        .isEqualTo(new Failure.ConnectFailed("connection refused"));
            }
        }
    }

    @Test
    void a_black_hole_is_left_at_the_connect_timeout_or_the_deadline_whichever_is_first() throws Exception {
        try (FullListener hole = new FullListener()) {
            TransportSettings quick = TransportSettings.of(SHORT, 4, 1000);
            try (Wire wire = Wire.to(hole.port(), quick)) {
                assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                        .isEqualTo(new Failure.ConnectFailed("no connection within 150 ms"));
            }
            try (Wire wire = Wire.to(hole.port(), Wire.settings(4))) {
                endsInTime(wire, Wire.get("/"), new Failure.Timeout());
            }
        }
    }

    @Test
    void names_are_resolved_within_the_connect_timeout_and_addresses_share_it() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                FullListener dead = new FullListener(server.port(), InetAddress.getByName("127.0.0.2"))) {
            Origin origin = new Origin(false, "shop.test", server.port(), "");
            Resolver both = (_, _) -> List.of(dead.address(), loopback);
            TransportSettings settings = TransportSettings.of(Duration.ofSeconds(1), 4, 1000);
            String answer = "";
            // Where this machine is too slow for half of the time, it has more.
            for (int seconds = 1; !answer.equals("200 a") && seconds <= 8; seconds *= 2) {
                settings = TransportSettings.of(Duration.ofSeconds(seconds), 4, 1000);
                try (Wire wire =
                        new Wire(new Http1Transport(origin, settings, both, null, Ticker.SYSTEM, Wire.ALARMS))) {
                    answer = wire.get();
                }
            }
            assertThat(answer).isEqualTo("200 a");
            assertThat(server.requests().getFirst()).contains("host: shop.test:" + server.port() + "\r\n");
            try (Wire wire = new Wire(
                    new Http1Transport(origin, settings, (_, _) -> List.of(), null, Ticker.SYSTEM, Wire.ALARMS))) {
                assertThat(wire.failure(Wire.get("/"), Wire.SOON))
                        .isEqualTo(new Failure.ConnectFailed("the host's name is unknown"));
            }
        }
    }

    @Test
    void waiting_for_a_connection_ends_at_the_deadline_and_too_many_do_not_wait_at_all() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        TransportSettings narrow = new TransportSettings(Wire.SOON, 1, 1, 1000, Wire.SOON);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    arrived.countDown();
                    answer.await();
                    peer.send(ok("late"));
                    answers(ok("next")).run(peer);
                });
                Wire wire = Wire.to(server.port(), narrow)) {
            Wire.Begun holder = wire.begin(Wire.get("/"), Wire.SOON);
            arrived.await();
            assertThat(wire.failure(Wire.get("/"), SHORT)).isEqualTo(new Failure.BulkheadFull());
            assertThat(wire.transport.use()).isEqualTo(new PoolUse(1, 0, 0));

            Wire.Begun waiter = wire.begin(Wire.get("/"), Wire.SOON);
            while (wire.transport.use().waiting() == 0) {
                Thread.onSpinWait();
            }
            assertThat(wire.failure(Wire.get("/"), Wire.SOON)).isEqualTo(new Failure.BulkheadFull());

            answer.countDown();
            assertThat(holder.text()).isEqualTo("200 late");
            assertThat(waiter.text()).isEqualTo("200 next");
            assertThat(server.accepted()).isEqualTo(1);
        }
    }
}
