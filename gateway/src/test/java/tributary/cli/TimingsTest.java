package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.cli.Timings.Timing;

class TimingsTest {
    @Test
    void reads_what_the_gateway_writes() {
        Timings timings =
                Timings.parse("product;dur=40.1, reviews;dur=300.0;desc=\"timeout\", gateway;dur=0.4, total;dur=301.5");

        assertThat(timings)
                .isEqualTo(new Timings(
                        List.of(new Timing("product", 40.1, ""), new Timing("reviews", 300, "timeout")), 301.5));
        assertThat(timings.sumMillis()).isEqualTo(340.1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "total", "product;dur=1.0", "product;dur=x, total;dur=1.0", "total;dur=1.0, else"})
    void does_not_guess_what_another_has_written(String header) {
        assertThat(Timings.parse(header)).isNull();
    }
}
