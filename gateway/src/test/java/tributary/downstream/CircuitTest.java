package tributary.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.downstream.FakeWire.none;
import static tributary.downstream.FakeWire.ok;
import static tributary.downstream.FakeWire.status;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.downstream.Failure.CircuitOpen;
import tributary.downstream.Failure.Timeout;

class CircuitTest {
    private static final String BREAKER =
            "breaker: { failure-rate: 50%, window: 10s, min-calls: 4, open-for: 5s, probes: 2 }";

    private static String state(Rig rig) {
        return Objects.requireNonNull(rig.service.breakerState()).text();
    }

    private static Rig opened(AtomicReference<Exchanged> answer, String more) throws InterruptedException {
        answer.set(status(500));
        Rig rig = Rig.of(BREAKER + more, new FakeWire(_ -> answer.get()));
        for (int i = 0; i < 4; i++) {
            assertThat(rig.get()).isEqualTo(new Reply.Failed(new Failure.BadStatus(500)));
        }
        assertThat(state(rig)).isEqualTo("open");
        return rig;
    }

    @Test
    void opens_refuses_tries_again_and_closes() throws Exception {
        AtomicReference<Exchanged> answer = new AtomicReference<>();
        Rig rig = opened(answer, "");
        answer.set(ok());
        long attempts = rig.counts().attempts();
        assertThat(rig.get()).isEqualTo(new Reply.Failed(new CircuitOpen(5)));
        assertThat(rig.pass(Duration.ofMillis(3500)).get()).isEqualTo(new Reply.Failed(new CircuitOpen(2)));
        assertThat(rig.post()).isEqualTo(new Reply.Failed(new CircuitOpen(2)));
        assertThat(rig.counts().attempts()).isEqualTo(attempts);
        assertThat(rig.counts().refusals(Refusal.CIRCUIT_OPEN)).isEqualTo(3);

        assertThat(rig.pass(Duration.ofMillis(1500)).get().status()).isEqualTo(200);
        assertThat(state(rig)).isEqualTo("half-open");
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(state(rig)).isEqualTo("closed");
        assertThat(rig.counts().breakerChanges()).isEqualTo(3);
        rig.assertClean();
    }

    @Test
    void opens_again_where_a_probe_fails_and_does_not_repeat_it() throws Exception {
        AtomicReference<Exchanged> answer = new AtomicReference<>();
        Rig rig = opened(answer, ", retry: { attempts: 5, backoff: 1ms, on: [503] }");
        answer.set(status(503));
        long attempts = rig.counts().attempts();
        rig.pass(Duration.ofSeconds(5)).get();
        assertThat(rig.counts().attempts()).isEqualTo(attempts + 1);
        assertThat(state(rig)).isEqualTo("open");
        assertThat(rig.get()).isInstanceOf(Reply.Failed.class);
        assertThat(rig.counts().attempts()).isEqualTo(attempts + 1);
    }

    @Test
    void counts_a_call_once_however_often_it_was_tried() throws Exception {
        FakeWire wire = new FakeWire(_ -> status(503));
        Rig rig = Rig.of(BREAKER + ", retry: { attempts: 3, backoff: 1ms, budget: 100% }", wire);
        rig.get();
        rig.get();
        rig.get();
        assertThat(wire.exchanges()).isGreaterThan(4);
        assertThat(state(rig)).isEqualTo("closed");
        rig.get();
        assertThat(state(rig)).isEqualTo("open");
    }

    static List<Exchanged> no_illness() {
        return List.of(
                status(400), status(404), status(422), status(429), status(302), none(new Failure.BulkheadFull()));
    }

    @ParameterizedTest
    @MethodSource("no_illness")
    void does_not_count_what_is_not_the_services_fault(Exchanged answer) throws Exception {
        Rig rig = Rig.of(BREAKER, new FakeWire(_ -> answer));
        for (int i = 0; i < 20; i++) {
            rig.get();
        }
        assertThat(state(rig)).isEqualTo("closed");
    }

    @Test
    void does_not_blame_the_service_for_a_clients_haste() throws Exception {
        Rig[] rig = new Rig[1];
        long[] takes = {100};
        rig[0] = Rig.of(BREAKER, new FakeWire(_ -> {
            rig[0].pass(Duration.ofMillis(takes[0]));
            return none(new Timeout());
        }));
        for (int i = 0; i < 20; i++) {
            rig[0].get(Duration.ofMillis(100));
        }
        assertThat(state(rig[0])).isEqualTo("closed");
        takes[0] = 1000;
        for (int i = 0; i < 4; i++) {
            rig[0].get();
        }
        assertThat(state(rig[0])).isEqualTo("open");
    }

    @Test
    void who_waited_for_a_place_while_it_opened_is_refused() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        FakeWire wire = new FakeWire(_ -> {
            gate.await(20, TimeUnit.SECONDS);
            return status(500);
        });
        Rig rig = Rig.of("max-concurrent: 1, queue: 1, breaker: { min-calls: 1 }", wire);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Reply> first = threads.submit(() -> rig.get());
            while (wire.exchanges() < 1) {
                Thread.onSpinWait();
            }
            Future<Reply> waiting = threads.submit(() -> rig.get());
            while (rig.service.inBulkhead() < 2) {
                Thread.onSpinWait();
            }
            gate.countDown();
            assertThat(first.get(20, TimeUnit.SECONDS).status()).isEqualTo(500);
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(new Reply.Failed(new CircuitOpen(5)));
        }
        assertThat(wire.exchanges()).isEqualTo(1);
        rig.assertClean();
    }

    @Test
    void does_not_count_cancelled_calls() throws Exception {
        Rig rig = Rig.of(BREAKER, new FakeWire(_ -> {
            throw new InterruptedException();
        }));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(rig::get).isInstanceOf(InterruptedException.class);
        }
        assertThat(state(rig)).isEqualTo("closed");
        rig.assertClean();
    }

    @Test
    void opens_for_slow_calls_where_they_count() throws Exception {
        Rig[] rig = new Rig[1];
        rig[0] = Rig.of(
                "breaker: { min-calls: 4, slow-after: 300ms, slow-rate: 75% }",
                new FakeWire(number -> {
                    rig[0].pass(Duration.ofMillis(number == 0 ? 10 : 400));
                    return ok();
                }));
        for (int i = 0; i < 4; i++) {
            assertThat(state(rig[0])).isEqualTo("closed");
            rig[0].get();
        }
        assertThat(state(rig[0])).isEqualTo("open");
    }
}
