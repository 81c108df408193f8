package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PressureTest {
    @Test
    void things_are_given_up_in_this_order() {
        double[] loads = {0, 0.8, 0.81, 0.86, 0.9, 0.93, 0.95, 0.96, 1, 1.01};
        Pressure[] levels = {
            Pressure.NONE,
            Pressure.NONE,
            Pressure.NO_EXTRAS,
            Pressure.NO_RETRIES,
            Pressure.NO_BULK,
            Pressure.BULK_GIVES_WAY,
            Pressure.NO_OPTIONAL_CALLS,
            Pressure.NO_DEFAULT,
            Pressure.NO_DEFAULT,
            Pressure.NO_CRITICAL
        };
        for (int i = 0; i < loads.length; i++) {
            assertThat(Pressure.of(loads[i])).as("load %s", loads[i]).isEqualTo(levels[i]);
        }
        assertThat(Pressure.NO_OPTIONAL_CALLS.reached(Pressure.NO_RETRIES)).isTrue();
        assertThat(Pressure.NO_EXTRAS.reached(Pressure.NO_RETRIES)).isFalse();
    }

    @Test
    void bulk_is_refused_first_and_critical_last_at_any_limit() {
        for (int limit = 1; limit < 2000; limit++) {
            int bulk = Pressure.places(Priority.BULK, limit);
            int normal = Pressure.places(Priority.DEFAULT, limit);
            int critical = Pressure.places(Priority.CRITICAL, limit);
            assertThat(bulk).isBetween(1, normal);
            assertThat(normal).isBetween(bulk, critical);
            assertThat(critical).isEqualTo(limit);
            assertThat(Pressure.of((double) bulk / limit).admits(Priority.BULK)).isEqualTo(limit > 1);
            assertThat(Pressure.of((bulk + 1.0) / limit).admits(Priority.BULK)).isFalse();
            assertThat(Pressure.of((normal + 1.0) / limit).admits(Priority.DEFAULT))
                    .isFalse();
        }
        assertThat(Pressure.places(Priority.BULK, 16)).isEqualTo(14);
        assertThat(Pressure.places(Priority.DEFAULT, 16)).isEqualTo(15);
    }
}
