package tributary.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OccasionalTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Occasional occasional = new Occasional(Duration.ofSeconds(10), ticker);

    @Test
    void tells_the_first_time_at_once_and_then_how_often_it_has_happened() {
        assertThat(occasional.happened()).isEqualTo(1);
        assertThat(occasional.happened()).isZero();
        assertThat(occasional.happened()).isZero();
        ticker.advanceMillis(10_000);
        assertThat(occasional.happened()).isEqualTo(3);
        assertThat(occasional.happened()).isZero();
    }
}
