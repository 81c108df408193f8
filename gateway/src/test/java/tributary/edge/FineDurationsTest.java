package tributary.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FineDurationsTest {
    @Test
    void counts_each_duration_between_the_bounds_of_its_class() {
        long[] bounds = FineDurations.bounds();
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long nanos = random.nextLong() >>> (1 + random.nextInt(62));
            int at = FineDurations.classOf(nanos);
            assertThat(at == 0 || nanos >= bounds[at - 1])
                    .as("%d in %d", nanos, at)
                    .isTrue();
            assertThat(at == bounds.length || nanos < bounds[at])
                    .as("%d in %d", nanos, at)
                    .isTrue();
        }
    }

    @Test
    void has_classes_that_grow_by_a_quarter_at_most() {
        long[] bounds = FineDurations.bounds();
        for (int i = 5; i < bounds.length; i++) {
            assertThat(bounds[i]).isGreaterThan(bounds[i - 1]).isLessThanOrEqualTo(bounds[i - 1] * 5 / 4);
        }
        assertThat(bounds[bounds.length - 1]).isGreaterThan(200_000_000_000L);
    }

    @Test
    void takes_what_is_out_of_range() {
        FineDurations durations = new FineDurations();
        durations.add(0);
        durations.add(Long.MAX_VALUE / 2);
        assertThat(durations.counts()[0]).isEqualTo(1);
        assertThat(durations.counts()[FineDurations.bounds().length]).isEqualTo(1);
    }
}
