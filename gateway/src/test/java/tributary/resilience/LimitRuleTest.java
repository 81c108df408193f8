package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tributary.resilience.LimitRule.State;
import tributary.resilience.LimitRule.Window;

/** The limit in front of a gateway that can carry {@code c} requests before its own time grows with them. */
class LimitRuleTest {
    private static final LimitRule RULE = new LimitRule(4, 2000);
    private static final double MILLI = 1e6;

    private static double own(double limit, double capacity) {
        return MILLI * Math.max(1, limit / capacity);
    }

    private static State run(State from, int windows, double capacity, double noise, Random random) {
        State state = from;
        for (int i = 0; i < windows; i++) {
            double mean = own(state.limit(), capacity) * (1 + noise * random.nextDouble());
            state = RULE.after(state, new Window(100, mean, mean, state.places(), false));
        }
        return state;
    }

    @Test
    void finds_what_can_be_carried_from_below_and_above_and_when_it_halves() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            double capacity = 30 + random.nextInt(400);
            State low = run(new State(4, MILLI), 300, capacity, 0, random);
            assertThat(low.limit()).as("seed %d", seed).isBetween(0.5 * capacity, 2 * capacity);
            State high = run(new State(2000, MILLI), 100, capacity, 0, random);
            assertThat(high.limit()).as("seed %d", seed).isBetween(capacity, 2 * capacity);
            State halved = run(high, 50, capacity / 2, 0, random);
            assertThat(halved.limit()).as("seed %d", seed).isBetween(capacity / 2, capacity);
        }
    }

    @Test
    void noise_of_half_the_time_does_not_halve_it() {
        for (int seed = 0; seed < 1000; seed++) {
            State settled = run(new State(100, MILLI), 100, 100, 0, new Random(seed));
            State noisy = run(settled, 100, 100, 0.5, new Random(seed));
            assertThat(noisy.limit()).as("seed %d", seed).isGreaterThan(settled.limit() / 2);
        }
    }

    @Test
    void does_not_run_away_under_ten_minutes_of_too_much() {
        for (int seed = 0; seed < 20; seed++) {
            State later = run(new State(100, MILLI), 6000, 100, 0.3, new Random(seed));
            assertThat(later.limit()).as("seed %d", seed).isBetween(100.0, 200.0);
        }
    }

    @Test
    void work_that_takes_longer_than_it_did_is_not_taken_for_a_crowd() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            State state = run(new State(100, MILLI), 100, 100, 0, random);
            for (int i = 0; i < 100; i++) {
                double mean = 3 * own(state.limit(), 100) * (1 + 0.1 * random.nextDouble());
                state = RULE.after(state, new Window(100, mean, mean, state.places(), false));
            }
            assertThat(state.limit()).as("seed %d", seed).isBetween(80.0, 250.0);
        }
    }

    @Test
    void stays_where_it_is_while_half_of_it_is_not_used() {
        State state = RULE.after(new State(100, MILLI), new Window(100, 9 * MILLI, 9 * MILLI, 50, false));
        assertThat(state.limit()).isEqualTo(100);
        assertThat(RULE.after(state, new Window(0, 0, 0, 100, false)).limit()).isEqualTo(100);
    }

    @Test
    void learns_a_new_usual_time_while_there_is_room() {
        State state = new State(100, MILLI);
        for (int i = 0; i < 150; i++) {
            state = RULE.after(state, new Window(100, 3 * MILLI, 3 * MILLI, 10, false));
        }
        assertThat(state.usualNanos()).isBetween(2.8 * MILLI, 3 * MILLI);
        for (int i = 0; i < 30; i++) {
            state = RULE.after(state, new Window(100, MILLI, MILLI, 10, false));
        }
        assertThat(state.usualNanos()).isBetween(MILLI, 1.1 * MILLI);
    }

    @Test
    void rises_fast_where_requests_only_wait() {
        State state = new State(128, MILLI);
        for (int i = 0; i < 25; i++) {
            state = RULE.after(state, new Window(100, MILLI, 1000 * MILLI, state.places(), false));
        }
        assertThat(state.limit()).isGreaterThan(1000);
        State crowded = RULE.after(state, new Window(100, 60 * MILLI, 1000 * MILLI, state.places(), false));
        assertThat(crowded.limit()).isLessThan(1.1 * state.limit());
    }

    @Test
    void late_wake_ups_lower_it_whatever_else_is_known() {
        State state = RULE.after(new State(100, 0), new Window(0, 0, 0, 3, true));
        assertThat(state.limit()).isEqualTo(90);
        for (int i = 0; i < 100; i++) {
            state = RULE.after(state, new Window(0, 0, 0, 3, true));
        }
        assertThat(state.limit()).isEqualTo(4);
    }
}
