package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.downstream.http1.Origin;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.FrameService.Peer;
import tributary.downstream.http2.Wire.Begun;
import tributary.downstream.http2.Wire.Clock;
import tributary.resilience.Ticker;

/** How exchanges end that do not go well: deadline, cancellation, silence, floods, broken connections. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndingTest {
    private static final Duration SHORT = Duration.ofMillis(150);
    /** On a clock of the test's. */
    private static final Duration TIME = Duration.ofSeconds(20);

    @FunctionalInterface
    private interface Sending {
        void to(Peer peer, int stream) throws Exception;
    }

    @Test
    void a_cancelled_exchange_ends_its_stream_and_nothing_else() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    int first = peer.request();
                    asked.countDown();
                    int second = peer.request();
                    asked.countDown();
                    assertThat(peer.reset(first)).isEqualTo(Frame.CANCEL);
                    reset.countDown();
                    peer.answer(first, "late");
                    peer.answer(second, "a");
                    peer.answer(peer.request(), "b");
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            Begun first = wire.begin();
            while (asked.getCount() == 2) {
                Thread.onSpinWait();
            }
            Begun second = wire.begin();
            asked.await();
            long start = System.nanoTime();
            first.thread().interrupt();
            reset.await();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Wire.SOON.dividedBy(3));
            assertThat(first.text()).isEqualTo("interrupted");
            assertThat(second.text()).isEqualTo("200 a");
            assertThat(wire.get()).isEqualTo("200 b");
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void cancelled_while_the_connection_is_opened_it_leaves_nothing() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (FrameService service = new FrameService(peer -> {
            accepted.countDown();
            over.await();
        })) {
            try (Wire wire = Wire.to(service)) {
                Begun begun = wire.begin();
                accepted.await();
                begun.thread().interrupt();
                assertThat(begun.text()).isEqualTo("interrupted");
            }
            over.countDown();
        }
    }

    static List<Sending> slow() {
        return List.of(
                (_, _) -> {},
                (peer, stream) -> peer.headers(stream, false, ":status", "200"),
                (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200");
                    peer.data(stream, false, "[");
                },
                (peer, stream) -> peer.send(Frame.HEADERS, 0, stream, FrameService.block(":status", "200")));
    }

    @ParameterizedTest
    @MethodSource
    void slow(Sending sending) throws Exception {
        try (FrameService service = new FrameService(FrameService.each(sending::to));
                Wire wire = Wire.to(service)) {
            assertThat(wire.get(SHORT)).isEqualTo("timeout");
        }
    }

    @Test
    void a_window_that_stays_shut_ends_one_exchange_and_blocks_no_other() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Clock clock = new Clock();
        try (FrameService service = new FrameService(peer -> {
                    peer.greet(Frame.INITIAL_WINDOW_SIZE, 0);
                    int upload = peer.request();
                    asked.countDown();
                    peer.answer(peer.request(), "a");
                    peer.reset(upload);
                    peer.answer(peer.request(), "b");
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            Begun upload = wire.begin(Wire.post(new byte[100]), TIME, clock);
            asked.await();
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(upload.text(clock, TIME)).isEqualTo("timeout");
            assertThat(wire.get()).isEqualTo("200 b");
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    /** Answers once; then it takes requests, of which {@code asked} tells, and nothing comes from it any more. */
    private static FrameService.Script fallsSilent(Semaphore asked) {
        return peer -> {
            peer.greet();
            peer.answer(peer.request(), "a");
            while (true) {
                peer.request();
                asked.release();
            }
        };
    }

    private static TransportSettings settings(int connections) {
        return new TransportSettings(Wire.SOON, connections, 4, Wire.MAX_RESPONSE, Duration.ofHours(1));
    }

    @Test
    void a_connection_on_which_nothing_comes_any_more_is_left_and_then_closed() throws Exception {
        Semaphore asked = new Semaphore(0);
        Clock clock = new Clock();
        try (FrameService service = new FrameService(fallsSilent(asked), FrameService.answering("b"));
                Wire wire = Wire.to(service, settings(4), clock)) {
            assertThat(wire.get()).isEqualTo("200 a");
            Begun vain = wire.begin(Wire.get("/"), SHORT, clock);
            asked.acquire();
            assertThat(vain.text(clock, SHORT)).isEqualTo("timeout");
            assertThat(wire.get()).isEqualTo("200 b");
            assertThat(wire.transport.connections()).isEqualTo(2);
            clock.pass(Duration.ofSeconds(3));
            wire.awaitConnections(1);
        }
    }

    /** A single one says little: it may have been sent only just before its time was up. */
    @Test
    void several_exchanges_of_little_time_tell_that_nobody_is_there() throws Exception {
        Semaphore asked = new Semaphore(0);
        Clock clock = new Clock();
        Duration little = Duration.ofMillis(20);
        try (FrameService service = new FrameService(fallsSilent(asked), FrameService.answering("b"));
                Wire wire = Wire.to(service, settings(4), clock)) {
            assertThat(wire.get()).isEqualTo("200 a");
            for (int i = 0; i < 3; i++) {
                Begun vain = wire.begin(Wire.get("/"), little, clock);
                asked.acquire();
                assertThat(vain.text(clock, little)).isEqualTo("timeout");
            }
            assertThat(wire.get()).isEqualTo("200 b");
        }
    }

    @Test
    void a_connection_that_answers_pings_is_kept_however_slow_its_answers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Clock clock = new Clock();
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    peer.request();
                    asked.countDown();
                    byte[] ping = peer.next(frame -> frame.is(Frame.PING)).payload();
                    peer.send(Frame.PING, Frame.ACK, 0, ping);
                    peer.answer(peer.request(), "a");
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service, settings(1), clock)) {
            Begun slow = wire.begin(Wire.get("/"), TIME, clock);
            asked.await();
            assertThat(slow.text(clock, TIME)).isEqualTo("timeout");
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_service_that_does_not_read_cannot_hold_an_exchange() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Clock clock = new Clock();
        try (FrameService service = new FrameService(peer -> {
            peer.greet(Frame.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
            peer.send(Frame.WINDOW_UPDATE, 0, 0, FrameService.number(Integer.MAX_VALUE - 65_535));
            peer.next(frame -> frame.is(Frame.DATA));
            asked.countDown();
            over.await();
        })) {
            try (Wire wire = Wire.to(service, settings(4), clock)) {
                Begun upload = wire.begin(Wire.post(new byte[64 << 20]), SHORT, clock);
                asked.await();
                assertThat(upload.text(clock, SHORT)).isEqualTo("timeout");
                wire.transport.close();
                clock.pass(Duration.ofSeconds(3));
            }
            over.countDown();
        }
    }

    static Stream<Sending> floods() {
        return Stream.of(
                forever((peer, _) -> peer.send(Frame.PING, 0, 0, new byte[8])),
                forever((peer, _) -> peer.send(Frame.PING, Frame.ACK, 0, new byte[8])),
                forever((peer, _) -> peer.send(Frame.SETTINGS, 0, 0, new byte[0])),
                forever((peer, _) -> peer.send(Frame.PRIORITY, 0, 1, new byte[5])),
                forever((peer, _) -> peer.send(Frame.WINDOW_UPDATE, 0, 0, FrameService.number(1))),
                forever((peer, _) -> peer.send(0x42, 0, 0, new byte[0])),
                (peer, stream) -> {
                    peer.headers(stream, false, ":status", "200");
                    forever((_, _) -> peer.data(stream, false, "")).to(peer, stream);
                },
                (peer, stream) -> {
                    peer.send(Frame.HEADERS, 0, stream, FrameService.block(":status", "200"));
                    forever((_, _) -> peer.send(Frame.CONTINUATION, 0, stream, new byte[0]))
                            .to(peer, stream);
                });
    }

    private static Sending forever(Sending one) {
        return (peer, stream) -> {
            while (true) {
                one.to(peer, stream);
            }
        };
    }

    @ParameterizedTest
    @MethodSource
    void floods(Sending flood) throws Exception {
        try (FrameService service = new FrameService(FrameService.each(flood::to), FrameService.answering("a"));
                Wire wire = Wire.to(service)) {
            assertThat(wire.get()).isEqualTo("reset: the service sent too many frames that say nothing");
            assertThat(wire.get()).isEqualTo("200 a");
            wire.awaitConnections(1);
        }
    }

    @Test
    void a_head_without_end_is_too_large_and_ends_the_connection() throws Exception {
        try (FrameService service = new FrameService(
                        FrameService.each((peer, stream) -> {
                            peer.send(Frame.HEADERS, 0, stream, FrameService.block(":status", "200"));
                            for (int i = 0; i < 5; i++) {
                                peer.send(Frame.CONTINUATION, 0, stream, new byte[16_000]);
                            }
                        }),
                        FrameService.answering("a"));
                Wire wire = Wire.to(service)) {
            assertThat(wire.get()).isEqualTo("too-large");
            assertThat(wire.get()).isEqualTo("200 a");
        }
    }

    static List<Sending> broken() {
        return List.of(
                (peer, stream) -> peer.send(Frame.PUSH_PROMISE, Frame.END_HEADERS, stream, new byte[8]),
                (peer, _) -> peer.headers(2, true, ":status", "200"),
                (peer, stream) -> peer.headers(stream + 2, true, ":status", "200"),
                (peer, _) -> peer.headers(0, true, ":status", "200"),
                (peer, _) -> peer.data(0, true, "x"),
                (peer, stream) -> peer.send(Frame.SETTINGS, 0, stream, new byte[0]),
                (peer, _) -> peer.send(Frame.SETTINGS, 0, 0, new byte[5]),
                (peer, _) -> peer.send(Frame.SETTINGS, 0, 0, FrameService.settings(Frame.ENABLE_PUSH, 1)),
                (peer, _) -> peer.send(Frame.SETTINGS, 0, 0, FrameService.settings(Frame.INITIAL_WINDOW_SIZE, -1)),
                (peer, _) -> peer.send(Frame.SETTINGS, 0, 0, FrameService.settings(Frame.MAX_FRAME_SIZE, 5)),
                (peer, _) -> peer.send(Frame.PING, 0, 0, new byte[7]),
                (peer, _) -> peer.send(Frame.GOAWAY, 0, 0, new byte[7]),
                (peer, _) -> peer.send(Frame.WINDOW_UPDATE, 0, 0, FrameService.number(0)),
                (peer, _) -> peer.send(Frame.WINDOW_UPDATE, 0, 0, FrameService.number(Integer.MAX_VALUE)),
                (peer, stream) -> peer.send(Frame.RST_STREAM, 0, stream, new byte[3]),
                (peer, stream) -> peer.send(Frame.CONTINUATION, Frame.END_HEADERS, stream, new byte[0]),
                (peer, stream) -> {
                    peer.send(Frame.HEADERS, 0, stream, FrameService.block(":status", "200"));
                    peer.data(stream, true, "x");
                },
                (peer, stream) -> peer.send(Frame.HEADERS, Frame.END_HEADERS, stream, new byte[] {(byte) 0xff}),
                (peer, stream) -> peer.send(Frame.DATA, Frame.PADDED, stream, new byte[] {9, 1}),
                (peer, stream) -> peer.send(Frame.DATA, 0, stream, new byte[20_000]));
    }

    @ParameterizedTest
    @MethodSource
    void broken(Sending sending) throws Exception {
        try (FrameService service = new FrameService(
                        FrameService.each((peer, stream) -> {
                            sending.to(peer, stream);
                            peer.untilClosed();
                        }),
                        FrameService.answering("a"));
                Wire wire = Wire.to(service)) {
            assertThat(wire.get()).startsWith("reset: the service sent ");
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n", "\0\0\0\6\0\0\0\0\0"})
    void a_service_that_does_not_speak_it_is_no_connection(String says) throws Exception {
        try (FrameService service = new FrameService(peer -> {
                    peer.socket.getInputStream().readNBytes(24);
                    peer.raw(says.getBytes(StandardCharsets.ISO_8859_1));
                });
                Wire wire = Wire.to(service)) {
            assertThat(wire.get()).isEqualTo("connect-failed: the service did not answer in HTTP/2");
        }
    }

    @Test
    void one_that_says_nothing_takes_no_longer_than_the_deadline_and_is_given_up_after_a_while() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FrameService service = new FrameService(_ -> over.await());
                Wire wire = Wire.to(service)) {
            assertThat(wire.get(SHORT)).isEqualTo("timeout");
            assertThat(wire.get()).isEqualTo("connect-failed: the service did not answer in HTTP/2");
            assertThat(service.accepted()).isEqualTo(1);
            over.countDown();
        }
    }

    @Test
    void a_service_that_is_not_there_fails_all_who_wait() throws Exception {
        TransportSettings settings = TransportSettings.of(Wire.SOON, 4, Wire.MAX_RESPONSE);
        // A port that is taken, and on which nobody listens.
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Origin origin = new Origin(false, "127.0.0.1", taken.getLocalPort(), "");
            try (Wire wire = new Wire(new Http2Transport(origin, settings, (_, _) -> List.of(), null, Ticker.SYSTEM))) {
                List<Begun> begun = List.of(wire.begin(), wire.begin(), wire.begin());
                assertThat(begun).extracting(Begun::text).containsOnly("connect-failed: connection refused");
            }
        }
    }
}
