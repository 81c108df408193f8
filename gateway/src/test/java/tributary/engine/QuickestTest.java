package tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Times in seconds on a clock that began anywhere. */
class QuickestTest {
    private static final long START = Long.MAX_VALUE - 5;
    private static final long SECOND = 1_000_000_000L;

    private final Quickest quickest = new Quickest();

    private void add(double seconds, int count, long nanos) {
        for (int i = 0; i < count; i++) {
            quickest.add(START + (long) (seconds * SECOND), nanos);
        }
    }

    private long at(double seconds) {
        return quickest.nanos(START + (long) (seconds * SECOND));
    }

    @Test
    void says_nothing_of_fewer_than_twenty_answers() {
        add(0, 19, 5);
        assertThat(at(0)).isZero();
        add(1, 1, 7);
        assertThat(at(1)).isEqualTo(5);
    }

    @Test
    void forgets_after_twenty_seconds_at_the_latest() {
        add(0, 1, 3);
        add(0, 30, 5);
        add(10.5, 30, 9);
        assertThat(at(11)).isEqualTo(3);
        add(21, 30, 8);
        assertThat(at(21)).isEqualTo(8);
        assertThat(at(50)).isZero();
    }
}
