package tributary.perf.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BarTest {
    private static String drawn(boolean terminal) {
        StringWriter out = new StringWriter();
        try (Bar bar = new Bar("micro", new PrintWriter(out), terminal)) {
            bar.at(0, 2, "first");
            bar.at(1, 2, "second, which has a name that is longer than a line can hold");
            bar.at(2, 2, "done");
        }
        return out.toString();
    }

    @Test
    void draws_one_line_again_and_again_on_a_terminal() {
        assertThat(drawn(true))
                .startsWith("\rmicro")
                .contains("\u001b[K\rmicro")
                .endsWith(System.lineSeparator());
        assertThat(drawn(true).lines()).hasSizeLessThanOrEqualTo(4);
        assertThat(drawn(true).chars().filter(c -> c == '\n')).hasSize(1);
    }

    @Test
    void writes_a_line_a_step_elsewhere() {
        assertThat(drawn(false)).doesNotContain("\r", "\u001b");
        assertThat(drawn(false).lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("░".repeat(24) + " 0/2")
                                .endsWith("first"),
                        line -> assertThat(line)
                                .contains("█".repeat(12) + "░".repeat(12) + " 1/2")
                                .endsWith("…"),
                        line -> assertThat(line)
                                .contains("█".repeat(24) + " 2/2")
                                .endsWith("done"));
    }
}
