package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.downstream.WireRequest;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.Wire.Begun;
import tributary.downstream.http2.Wire.Clock;

/** How exchanges share connections, and what happens when the service does not take them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharingTest {
    /** On a clock of the test's. */
    private static final Duration TIME = Duration.ofSeconds(20);

    private static TransportSettings settings(int connections, int waiting, Duration idle) {
        return new TransportSettings(Wire.SOON, connections, waiting, Wire.MAX_RESPONSE, idle);
    }

    private static List<Begun> begin(Wire wire, int count) {
        return IntStream.range(0, count).mapToObj(_ -> wire.begin()).toList();
    }

    @Test
    void a_hundred_exchanges_side_by_side_share_one_connection_and_each_gets_its_own_answer() throws Exception {
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    List<Integer> streams = new ArrayList<>();
                    while (streams.size() < 100) {
                        streams.add(peer.request());
                    }
                    for (int stream : streams.reversed()) {
                        peer.answer(stream, "to " + stream);
                    }
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            assertThat(begin(wire, 100).stream().map(Begun::text).distinct()).hasSize(100);
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_second_connection_takes_what_the_first_may_not() throws Exception {
        CountDownLatch four = new CountDownLatch(4);
        AtomicInteger most = new AtomicInteger();
        try (FrameService service = new FrameService(peer -> {
                    peer.greet(Frame.MAX_CONCURRENT_STREAMS, 2);
                    List<Integer> streams = List.of(peer.request(), peer.request());
                    most.accumulateAndGet(streams.size(), Math::max);
                    four.countDown();
                    four.countDown();
                    four.await();
                    for (int stream : streams) {
                        peer.answer(stream, "a");
                    }
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            assertThat(begin(wire, 4)).extracting(Begun::text).containsOnly("200 a");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }

    @Test
    void who_finds_no_room_waits_for_it_and_not_beyond_its_deadline_nor_with_too_many_others() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Clock clock = new Clock();
        try (FrameService service = new FrameService(peer -> {
                    peer.greet(Frame.MAX_CONCURRENT_STREAMS, 1);
                    while (true) {
                        int stream = peer.request();
                        asked.countDown();
                        answer.await();
                        peer.answer(stream, "a");
                    }
                });
                Wire wire = Wire.to(service, settings(1, 1, Duration.ofSeconds(30)))) {
            Begun first = wire.begin();
            asked.await();
            Begun vain = wire.begin(Wire.get("/"), TIME, clock);
            awaitWaiting(wire);
            assertThat(vain.text(clock, TIME)).isEqualTo("bulkhead-full");
            Begun second = wire.begin();
            awaitWaiting(wire);
            assertThat(wire.get()).isEqualTo("bulkhead-full");
            answer.countDown();
            assertThat(first.text()).isEqualTo("200 a");
            assertThat(second.text()).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    private static void awaitWaiting(Wire wire) {
        while (wire.transport.wireUse().waiting() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_service_that_takes_no_streams_at_all_is_not_asked_with_one_connection_after_the_other() throws Exception {
        Clock clock = new Clock();
        try (FrameService service = new FrameService(peer -> {
                    peer.greet(Frame.MAX_CONCURRENT_STREAMS, 0);
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            Begun vain = wire.begin(Wire.get("/"), TIME, clock);
            while (wire.transport.wireUse().idle() == 0) {
                Thread.onSpinWait();
            }
            assertThat(vain.text(clock, TIME)).isEqualTo("bulkhead-full");
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_service_that_takes_no_streams_and_closes_is_asked_once_by_each_call() throws Exception {
        try (FrameService service = new FrameService(peer -> peer.greet(Frame.MAX_CONCURRENT_STREAMS, 0));
                Wire wire = Wire.to(service)) {
            assertThat(wire.get()).startsWith("connect-failed");
            assertThat(wire.get()).startsWith("connect-failed");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }

    @Test
    void a_refused_request_is_sent_once_more_whatever_its_method_and_not_twice() throws Exception {
        LinkedBlockingQueue<Boolean> refuse = new LinkedBlockingQueue<>(List.of(true, false, true, true));
        AtomicInteger requests = new AtomicInteger();
        try (FrameService service = new FrameService(FrameService.each((peer, stream) -> {
                    requests.incrementAndGet();
                    if (Boolean.TRUE.equals(refuse.poll())) {
                        peer.send(Frame.RST_STREAM, 0, stream, FrameService.number(Frame.REFUSED_STREAM));
                    } else {
                        peer.answer(stream, "a");
                    }
                }));
                Wire wire = Wire.to(service)) {
            assertThat(Wire.text(wire.exchange(Wire.post(new byte[10]), Wire.SOON)))
                    .isEqualTo("200 a");
            assertThat(wire.get()).isEqualTo("reset: the service refused the request");
            assertThat(requests).hasValue(4);
            assertThat(service.accepted()).isEqualTo(1);
        }
    }

    @Test
    void what_a_goaway_leaves_out_is_sent_again_elsewhere_and_the_rest_finishes() throws Exception {
        CountDownLatch moved = new CountDownLatch(1);
        try (FrameService service = new FrameService(
                        peer -> {
                            peer.greet();
                            int first = peer.request();
                            int second = peer.request();
                            byte[] goAway = new byte[8];
                            goAway[3] = (byte) first;
                            peer.send(Frame.GOAWAY, 0, 0, goAway);
                            moved.await();
                            peer.answer(first, "a");
                            assertThat(second).isEqualTo(3);
                            peer.untilClosed();
                        },
                        FrameService.each((peer, stream) -> {
                            peer.answer(stream, "b");
                            moved.countDown();
                        }));
                Wire wire = Wire.to(service)) {
            WireRequest post = Wire.post(new byte[3]);
            List<Begun> both = List.of(wire.begin(post, Wire.SOON), wire.begin(post, Wire.SOON));
            assertThat(both).extracting(Begun::text).containsExactlyInAnyOrder("200 a", "200 b");
            assertThat(service.accepted()).isEqualTo(2);
            wire.awaitConnections(1);
        }
    }

    @Test
    void a_safe_request_that_meets_a_closed_connection_is_sent_again_and_another_is_not() throws Exception {
        for (boolean safe : new boolean[] {true, false}) {
            FrameService.Script once = peer -> {
                peer.greet();
                peer.answer(peer.request(), "a");
                peer.request();
            };
            try (FrameService service = new FrameService(once, FrameService.answering("b"));
                    Wire wire = Wire.to(service)) {
                assertThat(wire.get()).isEqualTo("200 a");
                assertThat(Wire.text(wire.exchange(safe ? Wire.get("/") : Wire.post(new byte[1]), Wire.SOON)))
                        .isEqualTo(safe ? "200 b" : "reset: closed before the answer");
            }
        }
    }

    @Test
    void a_connection_that_ends_in_mid_body_gives_no_half_value() throws Exception {
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    int stream = peer.request();
                    peer.headers(stream, false, ":status", "200");
                    peer.data(stream, false, "[1");
                });
                Wire wire = Wire.to(service)) {
            assertThat(wire.get()).isEqualTo("reset: closed in the middle of the answer");
        }
    }

    @Test
    void an_idle_connection_is_closed_with_a_farewell() throws Exception {
        CountDownLatch farewell = new CountDownLatch(1);
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    peer.answer(peer.request(), "a");
                    if (peer.goAway() == Frame.NO_ERROR) {
                        farewell.countDown();
                    }
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service, settings(4, 4, Duration.ofMillis(50)))) {
            assertThat(wire.get()).isEqualTo("200 a");
            farewell.await();
            wire.awaitConnections(0);
        }
    }

    @Test
    void a_large_body_goes_as_fast_as_the_windows_let_it_and_others_overtake_it() throws Exception {
        int size = 300_000;
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        try (FrameService service = new FrameService(peer -> {
                    peer.greet(Frame.INITIAL_WINDOW_SIZE, 1000);
                    int upload = peer.request();
                    int got = peer.next(frame -> frame.is(Frame.DATA)).payload().length;
                    assertThat(got).isEqualTo(1000);
                    stalled.countDown();
                    peer.answer(peer.request(), "b");
                    overtaken.await();
                    peer.send(Frame.WINDOW_UPDATE, 0, 0, FrameService.number(1 << 20));
                    while (got < size) {
                        peer.send(Frame.WINDOW_UPDATE, 0, upload, FrameService.number(50_000));
                        int until = Math.min(size, got + 50_000);
                        while (got < until) {
                            got += peer.next(frame -> frame.is(Frame.DATA)).payload().length;
                        }
                    }
                    peer.answer(upload, "got " + got);
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            Begun upload = wire.begin(Wire.post(new byte[size]), Wire.SOON);
            stalled.await();
            assertThat(wire.get()).isEqualTo("200 b");
            overtaken.countDown();
            assertThat(upload.text()).isEqualTo("200 got " + size);
        }
    }

    @Test
    void an_answer_before_the_end_of_the_upload_stands_and_the_upload_ends() throws Exception {
        try (FrameService service = new FrameService(peer -> {
                    peer.greet();
                    int stream = peer.request();
                    peer.headers(stream, true, ":status", "413");
                    assertThat(peer.reset(stream)).isEqualTo(Frame.CANCEL);
                    peer.answer(peer.request(), "next");
                    peer.untilClosed();
                });
                Wire wire = Wire.to(service)) {
            assertThat(Wire.text(wire.exchange(Wire.post(new byte[1_000_000]), Wire.SOON)))
                    .isEqualTo("413");
            assertThat(wire.get()).isEqualTo("200 next");
        }
    }

    @Test
    void exchanges_after_the_close_are_served_and_leave_nothing() throws Exception {
        try (FrameService service = new FrameService(FrameService.answering("a"));
                Wire wire = Wire.to(service)) {
            wire.transport.close();
            assertThat(wire.get()).isEqualTo("200 a");
            wire.awaitConnections(0);
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }
}
