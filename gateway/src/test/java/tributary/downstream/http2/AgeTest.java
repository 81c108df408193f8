package tributary.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.downstream.http1.TransportSettings;
import tributary.downstream.http2.Wire.Begun;
import tributary.downstream.http2.Wire.Clock;

/** A connection that never rests stays with one address; so it is followed by another after a while. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgeTest {
    private final Clock clock = new Clock();

    private Wire wire(FrameService service, int connections) {
        TransportSettings settings =
                new TransportSettings(Wire.SOON, connections, 16, Wire.MAX_RESPONSE, Duration.ofHours(1));
        return Wire.to(service, settings, clock);
    }

    private void pass(int seconds) {
        clock.pass(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void an_old_one_takes_no_more_streams_and_ends_with_its_last(int connections) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        LinkedBlockingQueue<Integer> farewells = new LinkedBlockingQueue<>();
        try (FrameService service = new FrameService(
                        peer -> {
                            peer.greet();
                            int stream = peer.request();
                            asked.countDown();
                            held.await();
                            peer.answer(stream, "old");
                            farewells.add(peer.goAway());
                            peer.untilClosed();
                        },
                        FrameService.each((peer, stream) -> peer.answer(stream, "new")));
                Wire wire = wire(service, connections)) {
            Begun old = wire.begin();
            asked.await();
            pass(31);
            for (int i = 0; i < 5; i++) {
                assertThat(wire.get()).isEqualTo("200 new");
            }
            assertThat(service.accepted()).isEqualTo(2);
            assertThat(wire.transport.connections()).isEqualTo(2);
            held.countDown();
            assertThat(old.text()).isEqualTo("200 old");
            wire.awaitConnections(1);
            assertThat(farewells.poll(20, TimeUnit.SECONDS)).isEqualTo(Frame.NO_ERROR);
            assertThat(wire.get()).isEqualTo("200 new");
            assertThat(service.accepted()).isEqualTo(2);
        }
    }

    @Test
    void there_is_never_more_than_one_beyond_the_places_however_long_the_old_ones_last() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        try (FrameService service = new FrameService(
                        peer -> hold(peer, asked, held),
                        peer -> hold(peer, asked, held),
                        FrameService.each((peer, stream) -> peer.answer(stream, "new")));
                Wire wire = wire(service, 1)) {
            Begun first = wire.begin();
            while (asked.getCount() == 2) {
                Thread.onSpinWait();
            }
            pass(31);
            Begun second = wire.begin();
            asked.await();
            pass(31);
            Begun third = wire.begin();
            while (wire.transport.inUse() < 3) {
                Thread.onSpinWait();
            }
            held.countDown();
            assertThat(first.text()).isEqualTo("200 held");
            assertThat(second.text()).isEqualTo("200 held");
            assertThat(third.text()).startsWith("200");
            assertThat(service.accepted()).isLessThanOrEqualTo(3);
        }
    }

    private static void hold(FrameService.Peer peer, CountDownLatch asked, CountDownLatch held) throws Exception {
        peer.greet();
        int stream = peer.request();
        asked.countDown();
        held.await();
        peer.answer(stream, "held");
        while (true) {
            peer.answer(peer.request(), "held");
        }
    }

    @Test
    void one_that_lies_idle_is_replaced_when_it_is_needed_and_a_young_one_is_kept() throws Exception {
        try (FrameService service = new FrameService(FrameService.each((peer, stream) -> peer.answer(stream, "a")));
                Wire wire = wire(service, 1)) {
            assertThat(wire.get()).isEqualTo("200 a");
            pass(29);
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(1);
            pass(2);
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(service.accepted()).isEqualTo(2);
            wire.awaitConnections(1);
        }
    }
}
