package tributary.perf.beyond;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.perf.beyond.Sink.Taken;

class DeliveriesTest {
    private static final List<Taken> ACCEPTED =
            List.of(new Taken("a", 1), new Taken("a", 2), new Taken("b", 1), new Taken("a", 3));

    private static Deliveries of(Taken... taken) {
        return Deliveries.of(ACCEPTED, List.of(taken));
    }

    @Test
    void all_may_come_late_and_again_in_the_order_of_their_key() {
        assertThat(of(new Taken("b", 1), new Taken("a", 1), new Taken("a", 2), new Taken("a", 1), new Taken("a", 3)))
                .isEqualTo(new Deliveries(4, 0, 1, 0));
    }

    @Test
    void one_that_never_comes_is_lost_and_one_behind_a_later_one_is_out_of_order() {
        assertThat(of(new Taken("b", 1), new Taken("a", 2), new Taken("a", 1))).isEqualTo(new Deliveries(4, 1, 0, 1));
    }

    @Test
    void one_whose_request_was_not_answered_may_come_too() {
        assertThat(of(new Taken("a", 1), new Taken("a", 2), new Taken("b", 1), new Taken("a", 3), new Taken("a", 4)))
                .isEqualTo(new Deliveries(4, 0, 0, 0));
    }
}
