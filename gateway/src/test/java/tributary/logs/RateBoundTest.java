package tributary.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateBoundTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateBound bound = new RateBound(2, Duration.ofSeconds(1), nanos::get);
    private final List<String> remarks = new ArrayList<>();

    private boolean tell(boolean all) {
        return bound.tell(all, (subject, lines) -> remarks.add(subject + " " + lines));
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    @Test
    void so_many_pass_and_the_others_are_told_of_when_the_time_is_over() {
        assertThat(bound.passes("a")).isTrue();
        assertThat(bound.passes("a")).isTrue();
        assertThat(bound.passes("a")).isFalse();
        assertThat(bound.passes("a")).isFalse();
        assertThat(bound.passes("b")).isTrue();
        assertThat(tell(false)).isTrue();
        assertThat(remarks).isEmpty();
        pass(1000);
        assertThat(tell(false)).isFalse();
        assertThat(remarks).containsExactly("a 2");
        assertThat(bound.passes("a")).isTrue();
    }

    @Test
    void a_time_in_which_nothing_was_left_out_needs_no_telling() {
        assertThat(bound.passes("a")).isTrue();
        assertThat(bound.passes("a")).isTrue();
        pass(1000);
        assertThat(bound.passes("a")).isTrue();
        assertThat(bound.passes("a")).isTrue();
        assertThat(bound.passes("a")).isFalse();
    }

    @Test
    void in_the_end_all_is_told() {
        for (int i = 0; i < 5; i++) {
            bound.passes("a");
        }
        assertThat(tell(true)).isFalse();
        assertThat(remarks).containsExactly("a 3");
    }

    @Test
    void very_many_subjects_share_one() {
        int passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += bound.passes("subject " + i) ? 1 : 0;
        }
        assertThat(passed).isLessThanOrEqualTo(2 * 257);
        pass(1000);
        tell(false);
        assertThat(remarks).hasSize(1).first().asString().startsWith("many things ");
    }
}
