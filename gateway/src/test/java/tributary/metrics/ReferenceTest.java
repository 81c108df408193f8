package tributary.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    @Test
    void the_reference_is_up_to_date() throws Exception {
        Path made = Files.writeString(Path.of("target/metrics.md"), Metrics.reference());
        assertThat(made)
                .as("copy gateway/target/metrics.md to docs/metrics.md")
                .hasSameTextualContentAs(Path.of("../docs/metrics.md"));
    }
}
