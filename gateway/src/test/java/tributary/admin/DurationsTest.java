package tributary.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationsTest {
    private static final long[] BOUNDS = {10, 20, 40};

    private static Durations of(long nanos, long... counts) {
        return new Durations(BOUNDS, counts, nanos);
    }

    @Test
    void interpolates_within_a_class() {
        assertThat(of(0, 0, 10, 0, 0).quantileNanos(0.5)).hasValue(15);
        assertThat(of(0, 5, 0, 5, 0).quantileNanos(0.75)).hasValue(30);
        assertThat(of(0, 5, 0, 5, 0).quantileNanos(0.5)).hasValue(10);
        assertThat(of(0, 1, 0, 0, 0).quantileNanos(1)).hasValue(10);
    }

    @Test
    void says_of_the_last_class_only_where_it_begins() {
        assertThat(of(0, 0, 0, 0, 3).quantileNanos(0.99)).hasValue(40);
    }

    @Test
    void says_nothing_of_nothing() {
        assertThat(of(0, 0, 0, 0, 0).quantileNanos(0.5)).isEmpty();
        assertThat(Durations.NONE.quantileNanos(0.5)).isEmpty();
        assertThat(Durations.NONE.meanNanos()).isEmpty();
    }

    @Test
    void tells_what_came_since() {
        Durations since = of(100, 4, 2, 0, 0).minus(of(40, 3, 0, 0, 0));
        assertThat(since.count()).isEqualTo(3);
        assertThat(since.meanNanos()).hasValue(20);
    }

    @Test
    void begins_anew_where_counting_did() {
        Durations since = of(30, 1, 1, 0, 0).minus(of(400, 9, 0, 0, 0));
        assertThat(since.count()).isEqualTo(2);
        assertThat(since.meanNanos()).hasValue(15);
    }

    @Test
    void adds_up() {
        assertThat(Durations.NONE
                        .plus(of(30, 1, 1, 0, 0))
                        .plus(of(10, 1, 0, 0, 0))
                        .meanNanos())
                .hasValue(13);
    }
}
