package tributary.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.downstream.FakeWire.none;
import static tributary.downstream.FakeWire.ok;
import static tributary.downstream.FakeWire.status;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.resilience.Pressure;

class HedgesTest {
    private static final String HEDGE = "hedge: { after: 50ms, budget: 100% }, max-concurrent: 2";

    /** Every first attempt is late. */
    private static final Clockwork.Waiting LATE = (_, _) -> false;

    /** No attempt is late. */
    private static final Clockwork.Waiting IN_TIME = (event, _) -> event.await(20, TimeUnit.SECONDS);

    /** The attempts of one call, as the wire sees them. */
    private static final class Race {
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch both = new CountDownLatch(2);
        private final AtomicInteger interrupted = new AtomicInteger();

        void begins() {
            first.countDown();
            both.countDown();
        }

        /** Waits until two have begun. */
        void awaitBoth() throws InterruptedException {
            assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
        }

        /** The first is late once it has begun, not before, so that the wire's numbers are theirs. */
        boolean late(CountDownLatch event, long nanos) throws InterruptedException {
            return !first.await(20, TimeUnit.SECONDS);
        }

        Exchanged never() throws InterruptedException {
            try {
                new CountDownLatch(1).await(20, TimeUnit.SECONDS);
                return none(new Failure.Timeout());
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
            }
        }
    }

    private final Race race = new Race();

    @Test
    void the_second_answer_wins_and_the_first_attempt_is_cancelled() throws Exception {
        FakeWire wire = new FakeWire(number -> {
            race.begins();
            return number == 0 ? race.never() : ok();
        });
        Rig rig = Rig.of(HEDGE, wire).waiting(race::late);
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(race.interrupted).hasValue(1);
        assertThat(wire.header("x-tributary-attempt")).containsExactly("", "2");
        assertThat(rig.counts().hedges()).isEqualTo(1);
        assertThat(rig.counts().hedgesWon()).isEqualTo(1);
        rig.assertClean();
    }

    @Test
    void the_first_answer_wins_where_the_second_is_slower_and_that_is_cancelled() throws Exception {
        FakeWire wire = new FakeWire(number -> {
            race.begins();
            if (number > 0) {
                return race.never();
            }
            race.awaitBoth();
            return ok();
        });
        Rig rig = Rig.of(HEDGE, wire).waiting(LATE);
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(race.interrupted).hasValue(1);
        assertThat(rig.counts().hedges()).isEqualTo(1);
        rig.assertClean();
    }

    @Test
    void a_retry_behind_a_hedge_has_the_next_number() throws Exception {
        FakeWire wire = new FakeWire(number -> {
            race.begins();
            race.awaitBoth();
            return number < 2 ? status(503) : ok();
        });
        Rig rig = Rig.of(HEDGE + ", retry: { attempts: 2, backoff: 1ms, budget: 100% }", wire)
                .waiting(race::late);
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(wire.header("x-tributary-attempt")).containsExactlyInAnyOrder("", "2", "3");
        rig.assertClean();
    }

    @Test
    void there_is_no_second_attempt_where_the_first_ends_in_time_well_or_not() throws Exception {
        FakeWire wire = new FakeWire(number -> number == 0 ? ok() : status(500));
        Rig rig = Rig.of(HEDGE, wire).waiting(IN_TIME);
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(rig.get().status()).isEqualTo(500);
        assertThat(wire.exchanges()).isEqualTo(2);
        assertThat(rig.counts().hedges()).isZero();
    }

    private static Reply race(Exchanged first, Exchanged second) throws InterruptedException {
        Race race = new Race();
        FakeWire wire = new FakeWire(number -> {
            race.begins();
            race.awaitBoth();
            return number == 0 ? first : second;
        });
        Rig rig = Rig.of(HEDGE, wire).waiting(race::late);
        Reply reply = rig.get();
        rig.assertClean();
        assertThat(wire.exchanges()).isEqualTo(2);
        return reply;
    }

    @Test
    void a_failure_does_not_win_while_the_other_runs() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(race(ok(), status(503)).status()).isEqualTo(200);
            assertThat(race(status(503), ok()).status()).isEqualTo(200);
            assertThat(race(status(404), status(503)).status()).isEqualTo(404);
        }
    }

    @Test
    void the_first_failure_stands_where_both_fail() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(race(status(500), status(503)).status()).isEqualTo(500);
        }
    }

    @Test
    void adds_no_more_than_the_budget_to_what_a_service_is_sent() throws Exception {
        FakeWire wire = new FakeWire(_ -> ok());
        Rig rig = Rig.of("hedge: { after: 50ms, budget: 5% }", wire).waiting(LATE);
        int calls = 400;
        for (int i = 0; i < calls; i++) {
            assertThat(rig.pass(Duration.ofMillis(1)).get().status()).isEqualTo(200);
        }
        assertThat(wire.exchanges()).isLessThanOrEqualTo(calls + calls / 20);
        assertThat(rig.counts().refusals(Refusal.HEDGE_BUDGET)).isPositive();
        rig.assertClean();
    }

    @Test
    void there_is_none_under_pressure_nor_without_a_place_nor_while_the_breaker_is_not_closed() throws Exception {
        FakeWire wire = new FakeWire(number -> number < 2 ? ok() : status(500));
        Rig rig = Rig.of(
                        "hedge: { after: 50ms, budget: 100% }, max-concurrent: 1,"
                                + " breaker: { min-calls: 3, failure-rate: 30%, open-for: 1s }",
                        wire)
                .waiting(LATE);
        assertThat(rig.pressure(Pressure.NO_EXTRAS).get().status()).isEqualTo(200);
        assertThat(rig.pressure(Pressure.NONE).get().status()).isEqualTo(200);
        rig.get();
        assertThat(rig.pass(Duration.ofSeconds(1)).get().status()).isEqualTo(500);
        assertThat(rig.counts().hedges()).isZero();
        assertThat(wire.exchanges()).isEqualTo(4);
        assertThat(rig.counts().refusals(Refusal.HEDGE_PRESSURE)).isLessThanOrEqualTo(1);
        rig.assertClean();
    }

    @Test
    void after_p95_is_known_it_is_what_is_waited_for() throws Exception {
        Rig[] rig = new Rig[1];
        long[] waited = {-1};
        FakeWire wire = new FakeWire(_ -> {
            rig[0].pass(Duration.ofMillis(10));
            return ok();
        });
        rig[0] = Rig.of("hedge: { after: p95, budget: 100% }", wire).waiting((event, nanos) -> {
            waited[0] = nanos;
            return event.await(20, TimeUnit.SECONDS);
        });
        for (int i = 0; i < 20; i++) {
            rig[0].get();
        }
        assertThat(waited[0]).isEqualTo(-1);
        rig[0].get();
        assertThat(waited[0]).isBetween(10_000_000L, 11_000_000L);
    }

    @Test
    void cancelling_the_call_cancels_both_attempts() throws Exception {
        FakeWire wire = new FakeWire(_ -> {
            race.begins();
            return race.never();
        });
        Rig rig = Rig.of(HEDGE, wire).waiting(LATE);
        CountDownLatch cancelled = new CountDownLatch(1);
        Thread caller = Thread.startVirtualThread(() -> assertThatThrownBy(() -> {
                    try {
                        rig.get();
                    } finally {
                        cancelled.countDown();
                    }
                })
                .isInstanceOf(InterruptedException.class));
        race.awaitBoth();
        caller.interrupt();
        assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(race.interrupted).hasValue(2);
        rig.assertClean();
    }
}
