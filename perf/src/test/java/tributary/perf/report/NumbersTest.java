package tributary.perf.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void shows_three_digits_or_all_before_the_point() {
        assertThat(Numbers.text(0)).isEqualTo("0");
        assertThat(Numbers.text(0.5)).isEqualTo("0.5");
        assertThat(Numbers.text(0.1234)).isEqualTo("0.123");
        assertThat(Numbers.text(1.004)).isEqualTo("1");
        assertThat(Numbers.text(12.34)).isEqualTo("12.3");
        assertThat(Numbers.text(1234567.8)).isEqualTo("1\u202f234\u202f568");
        assertThat(Numbers.text(-3.5, "µs")).isEqualTo("-3.5\u202fµs");
        assertThat(Numbers.text(Double.NaN)).isEqualTo("–");
    }
}
