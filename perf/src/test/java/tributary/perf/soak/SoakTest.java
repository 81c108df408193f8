package tributary.perf.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The soak in its short form: everything happens, only less often. */
class SoakTest {
    @Test
    void nothing_is_lost_and_nothing_stays_behind() throws Exception {
        List<String> said = new ArrayList<>();

        Report report = new SoakRun(new Load(3000, 60, 24, 1), said::add).run();

        assertThat(report.passed())
                .as(String.join("\n", said) + "\n" + String.join("\n", report.lines()))
                .isTrue();
        assertThat(report.lines()).last().isEqualTo("Passed.");
    }
}
