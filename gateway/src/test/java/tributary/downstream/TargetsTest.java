package tributary.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.FakeWire.none;
import static tributary.downstream.FakeWire.ok;
import static tributary.downstream.FakeWire.status;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tributary.downstream.Failure.ConnectFailed;

class TargetsTest {
    private static final Exchanged REFUSED = none(new ConnectFailed("connection refused"));

    @Test
    void a_url_that_cannot_be_reached_costs_no_call_and_is_set_aside() throws Exception {
        FakeWire dead = new FakeWire(_ -> REFUSED);
        FakeWire alive = new FakeWire(_ -> ok());
        Rig rig = Rig.of("", dead, alive);
        for (int i = 0; i < 100; i++) {
            assertThat(rig.get().status()).isEqualTo(200);
        }
        assertThat(dead.exchanges()).isEqualTo(5);
        assertThat(alive.exchanges()).isEqualTo(100);
        assertThat(rig.counts().ejections()).isEqualTo(1);
        assertThat(rig.counts().failovers()).isEqualTo(5);
        assertThat(rig.service.targets().get(0).ejected()).isTrue();
        assertThat(rig.service.targets().get(1).ejected()).isFalse();
        rig.assertClean();
    }

    @Test
    void a_url_that_is_back_is_asked_again() throws Exception {
        Exchanged[] answer = {REFUSED};
        FakeWire returning = new FakeWire(_ -> answer[0]);
        Rig rig = Rig.of("", returning, new FakeWire(_ -> ok()));
        for (int i = 0; i < 50; i++) {
            rig.get();
        }
        int before = returning.exchanges();
        answer[0] = ok();
        rig.pass(Duration.ofSeconds(60));
        for (int i = 0; i < 100; i++) {
            rig.pass(Duration.ofMillis(500));
            assertThat(rig.get().status()).isEqualTo(200);
        }
        assertThat(returning.exchanges() - before).isGreaterThan(20);
    }

    @Test
    void a_retry_goes_to_another_url() throws Exception {
        FakeWire ill = new FakeWire(_ -> status(503));
        FakeWire well = new FakeWire(_ -> ok());
        Rig rig = Rig.of("retry: { attempts: 2, backoff: 1ms, budget: 100% }", ill, well);
        for (int i = 0; i < 50; i++) {
            assertThat(rig.get().status()).isEqualTo(200);
        }
        assertThat(ill.exchanges()).isEqualTo(5);
    }

    @Test
    void the_last_one_is_never_set_aside() throws Exception {
        FakeWire one = new FakeWire(_ -> status(500));
        FakeWire other = new FakeWire(_ -> status(500));
        Rig rig = Rig.of("", one, other);
        for (int i = 0; i < 100; i++) {
            assertThat(rig.get().status()).isEqualTo(500);
        }
        assertThat(one.exchanges() + other.exchanges()).isEqualTo(100);
        assertThat(rig.service.targets().stream().filter(TargetState::ejected)).hasSize(1);
    }

    @Test
    void a_write_goes_to_one_url_only() throws Exception {
        FakeWire one = new FakeWire(_ -> REFUSED);
        FakeWire other = new FakeWire(_ -> REFUSED);
        Rig rig = Rig.of("", one, other);
        rig.post();
        assertThat(one.exchanges() + other.exchanges()).isEqualTo(1);
    }

    @Test
    void client_errors_set_nothing_aside() throws Exception {
        Rig rig = Rig.of("", new FakeWire(_ -> status(404)), new FakeWire(_ -> status(404)));
        for (int i = 0; i < 100; i++) {
            rig.get();
        }
        assertThat(rig.counts().ejections()).isZero();
    }
}
