package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final List<String> ended = new ArrayList<>();

    @Test
    void ends_the_latest_first_and_each_once() {
        Ending ending = Ending.onReturnOrSignal();
        ending.add(() -> ended.add("stubs"));
        ending.add(() -> ended.add("gateway"));

        ending.close();

        assertThat(ended).containsExactly("gateway", "stubs");
    }

    @Test
    void ends_the_others_where_one_cannot_be_ended() {
        try (Ending ending = Ending.onReturnOrSignal()) {
            ending.add(() -> ended.add("stubs"));
            ending.add(() -> {
                throw new IllegalStateException("a fault for this test");
            });
        }

        assertThat(ended).containsExactly("stubs");
    }

    @Test
    void ends_the_others_where_a_class_has_gone_with_the_jar() {
        try (Ending ending = Ending.onReturnOrSignal()) {
            ending.add(() -> ended.add("stubs"));
            ending.add(() -> {
                throw new NoClassDefFoundError("a fault for this test");
            });
        }

        assertThat(ended).containsExactly("stubs");
    }

    @Test
    void ends_at_once_what_comes_too_late() {
        Ending ending = Ending.onReturnOrSignal();
        ending.close();

        ending.add(() -> ended.add("gateway"));

        assertThat(ended).containsExactly("gateway");
    }
}
