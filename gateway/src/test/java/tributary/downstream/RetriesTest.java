package tributary.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tributary.downstream.FakeWire.later;
import static tributary.downstream.FakeWire.none;
import static tributary.downstream.FakeWire.ok;
import static tributary.downstream.FakeWire.status;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.downstream.DownstreamCounts.Refusal;
import tributary.downstream.Failure.BulkheadFull;
import tributary.downstream.Failure.ConnectFailed;
import tributary.downstream.Failure.InvalidJson;
import tributary.downstream.Failure.Reset;
import tributary.downstream.Failure.Timeout;
import tributary.downstream.Failure.TooLarge;
import tributary.resilience.Pressure;

class RetriesTest {
    private static final String RETRY = "retry: { attempts: 3, backoff: 20ms }";

    static List<Exchanged> repeated() {
        return List.of(
                none(new ConnectFailed("connection refused")),
                none(new Reset("closed before the answer")),
                status(502),
                status(503),
                status(504));
    }

    static List<Exchanged> final_ones() {
        return List.of(
                none(new Failure.TlsFailed("the certificate has expired")),
                none(new Timeout()),
                none(new BulkheadFull()),
                none(new TooLarge("more than 5 MiB")),
                none(new InvalidJson("packed wrongly")),
                status(500),
                status(302),
                status(404),
                status(429));
    }

    static Stream<Exchanged> all() {
        return Stream.concat(repeated().stream(), final_ones().stream());
    }

    @ParameterizedTest
    @MethodSource("repeated")
    void tries_again_after_what_the_rule_names(Exchanged failed) throws Exception {
        FakeWire wire = new FakeWire(number -> number == 0 ? failed : ok());
        Rig rig = Rig.of(RETRY, wire);
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(wire.exchanges()).isEqualTo(2);
        assertThat(rig.counts().retries()).isEqualTo(1);
        rig.assertClean();
    }

    @ParameterizedTest
    @MethodSource("final_ones")
    void does_not_try_again_after_anything_else(Exchanged failed) throws Exception {
        FakeWire wire = new FakeWire(_ -> failed);
        Rig rig = Rig.of(RETRY, wire);
        assertThat(rig.get()).isInstanceOf(Reply.Failed.class);
        assertThat(wire.exchanges()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void never_repeats_a_write(Exchanged failed) throws Exception {
        FakeWire wire = new FakeWire(_ -> failed);
        FakeWire other = new FakeWire(_ -> failed);
        Rig rig = Rig.of(RETRY + ", hedge: { after: 1ms }", wire, other);
        assertThat(rig.post()).isInstanceOf(Reply.Failed.class);
        assertThat(wire.exchanges() + other.exchanges()).isEqualTo(1);
        assertThat(rig.waitedMillis()).isEmpty();
    }

    @Test
    void waits_a_random_time_that_may_double_and_numbers_the_attempts() throws Exception {
        FakeWire wire = new FakeWire(_ -> status(503));
        Rig rig = Rig.of("retry: { attempts: 4, backoff: 20ms, budget: 100% }", wire);
        assertThat(rig.get()).isEqualTo(new Reply.Failed(new Failure.BadStatus(503)));
        assertThat(wire.header("x-tributary-attempt")).containsExactly("", "2", "3", "4");
        assertThat(rig.waitedMillis()).hasSize(3).doesNotHaveDuplicates();
        assertThat(rig.waitedMillis().get(0)).isBetween(0.0, 20.0);
        assertThat(rig.waitedMillis().get(1)).isBetween(0.0, 40.0);
        assertThat(rig.waitedMillis().get(2)).isBetween(0.0, 80.0);
    }

    @Test
    void gives_each_attempt_what_is_left_of_the_deadline_and_makes_none_that_cannot_end_by_it() throws Exception {
        FakeWire wire = new FakeWire(_ -> later(503, "1"));
        Rig rig = Rig.of(RETRY, wire);
        rig.get(Duration.ofMillis(1500));
        assertThat(wire.header("x-deadline").getFirst()).isEqualTo("1500");
        assertThat(Integer.parseInt(wire.header("x-deadline").get(1))).isBetween(480, 500);
        assertThat(wire.exchanges()).isEqualTo(2);
        assertThat(rig.counts().refusals(Refusal.RETRY_AFTER)).isEqualTo(1);
    }

    @Test
    void does_not_begin_what_typically_takes_longer_than_what_is_left() throws Exception {
        Rig[] rig = new Rig[1];
        FakeWire wire = new FakeWire(number -> {
            rig[0].pass(Duration.ofMillis(100));
            return number < 20 ? ok() : status(503);
        });
        rig[0] = Rig.of("retry: { attempts: 2, backoff: 1ms }", wire);
        for (int i = 0; i < 20; i++) {
            rig[0].get();
        }
        rig[0].get(Duration.ofMillis(180));
        assertThat(wire.exchanges()).isEqualTo(21);
        assertThat(rig[0].counts().refusals(Refusal.RETRY_TIME)).isEqualTo(1);
        rig[0].get(Duration.ofMillis(400));
        assertThat(wire.exchanges()).isEqualTo(23);
    }

    @Test
    void waits_as_long_as_the_service_asks_for() throws Exception {
        FakeWire wire = new FakeWire(number -> number == 0 ? later(503, "2") : ok());
        Rig rig = Rig.of(RETRY, wire);
        assertThat(rig.get().status()).isEqualTo(200);
        assertThat(rig.waitedMillis().getFirst()).isBetween(2000.0, 2020.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"61", "99999", "99999999999999999999", "-1", "1.5", "soon", "Fri, 31 Dec 2027 23:59:59 GMT"})
    void does_not_come_back_where_nobody_can_wait_that_long(String retryAfter) throws Exception {
        FakeWire wire = new FakeWire(_ -> later(503, retryAfter));
        Rig rig = Rig.of(RETRY, wire);
        rig.get();
        assertThat(wire.exchanges()).isEqualTo(1);
        assertThat(rig.counts().refusals(Refusal.RETRY_AFTER)).isEqualTo(1);
    }

    @Test
    void adds_a_fifth_and_a_small_floor_to_what_a_service_is_sent() throws Exception {
        Random random = new Random(1);
        FakeWire wire = new FakeWire(_ -> random.nextInt(12) == 0 ? status(503) : ok());
        Rig rig = Rig.of("retry: { attempts: 3, backoff: 1ms, budget: 5% }", wire);
        int calls = 2000;
        for (int i = 0; i < calls; i++) {
            rig.pass(Duration.ofMillis(1)).get();
        }
        assertThat(rig.counts().retries()).isGreaterThan(50);
        assertThat(wire.exchanges()).isLessThanOrEqualTo((int) (calls * 1.05) + 3);
        assertThat(rig.counts().refusals(Refusal.RETRY_BUDGET)).isPositive();
        assertThat(rig.counts().attempts()).isEqualTo(wire.exchanges());
    }

    @Test
    void stops_retrying_a_service_that_is_dead() throws Exception {
        FakeWire wire = new FakeWire(_ -> none(new Reset("closed before the answer")));
        Rig rig = Rig.of("retry: { attempts: 3, backoff: 1ms, budget: 100% }", wire);
        for (int i = 0; i < 500; i++) {
            rig.get();
        }
        assertThat(wire.exchanges()).isLessThanOrEqualTo(505);
    }

    @Test
    void does_not_retry_while_the_gateway_has_too_much_to_do() throws Exception {
        FakeWire wire = new FakeWire(_ -> status(503));
        Rig rig = Rig.of(RETRY, wire).pressure(Pressure.NO_RETRIES);
        rig.get();
        assertThat(wire.exchanges()).isEqualTo(1);
        assertThat(rig.counts().refusals(Refusal.RETRY_PRESSURE)).isEqualTo(1);
        rig.pressure(Pressure.NO_EXTRAS).get();
        assertThat(wire.exchanges()).isGreaterThan(2);
    }

    @Test
    void leaves_nothing_behind_when_cancelled_between_two_attempts() {
        FakeWire wire = new FakeWire(_ -> status(503));
        Rig rig = Rig.of(RETRY + ", max-concurrent: 1, breaker: { min-calls: 1 }", wire)
                .waiting((_, _) -> {
                    throw new InterruptedException();
                });
        assertThatThrownBy(rig::get).isInstanceOf(InterruptedException.class);
        rig.assertClean();
        assertThat(wire.exchanges()).isEqualTo(1);
        assertThat(rig.service.breakerState().text()).isEqualTo("closed");
    }
}
