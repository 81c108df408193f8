package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "1400, 1.4 s",
        "10000, 10 s",
        "59999, 59.999 s",
        "60000, 1 m",
        "90000, 1 m 30 s"
    })
    void reads_well(long millis, String text) {
        assertThat(Spans.of(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
