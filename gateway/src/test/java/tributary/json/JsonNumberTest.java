package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers by value, whatever their spelling. */
final class JsonNumberTest {
    private static final String MANY = "1".repeat(1_000_000);

    /** Spellings of one number to a line, the lines in ascending order. */
    private static final List<List<String>> ASCENDING = List.of(
            List.of("-1e1000000000000000000", "-1e99999999999999999999999", "-10e1000000000000000000"),
            List.of("-1e999999999", "-10e999999998"),
            List.of("-1" + "0".repeat(5000), "-1e5000"),
            List.of("-12", "-12.0", "-1.2e1", "-120e-1", "-0.12e2"),
            List.of("-1.5", "-1.50", "-15E-1"),
            List.of("-1"),
            List.of("-0.1", "-1e-1"),
            List.of("-1e-999999999"),
            List.of("0", "-0", "0.0", "-0.000", "0e999999999999999999999", "0e-5", "0.00E+7"),
            List.of("1e-99999999999999999999", "1e-1000000000000000000"),
            List.of("1e-999999999", "0.1e-999999998"),
            List.of("0.0001", "1e-4", "0.1e-3"),
            List.of("0.1", "0.10", "1e-1", "10e-2"),
            List.of("0.11"),
            List.of("0.9"),
            List.of("1", "1.0", "1e0", "1.000E+00", "10e-1", "0.1e1"),
            List.of("1.0000000000000000000000000000000001"),
            List.of("9", "9.0"),
            List.of("9.01", "901e-2"),
            List.of("10", "1e1", "10.0", "0.001e4"),
            List.of("9007199254740992"),
            List.of("9007199254740993", "9007199254740993.0"),
            List.of(MANY),
            List.of(MANY + "1", MANY + "1.0"),
            List.of("1e999999999", "0.1e1000000000", "10e999999998"),
            List.of("1e99999999999999999999", "1e1000000000000000000"));

    @Test
    void spellings_of_one_number_are_equal_and_others_are_ordered() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < ASCENDING.size(); i++) {
                for (int j = 0; j < ASCENDING.size(); j++) {
                    for (String left : ASCENDING.get(i)) {
                        for (String right : ASCENDING.get(j)) {
                            checkOrder(number(left), number(right), Integer.compare(i, j));
                        }
                    }
                }
            }
        });
    }

    private static void checkOrder(JsonNumber left, JsonNumber right, int order) {
        assertThat(Integer.signum(left.compareTo(right))).isEqualTo(order);
        assertThat(left.equals(right)).isEqualTo(order == 0);
        if (order == 0) {
            assertThat(left).hasSameHashCodeAs(right);
        }
    }

    @Test
    void compares_as_decimal_numbers_do() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            BigDecimal left = new BigDecimal(random.nextInt(2000) - 1000).movePointLeft(random.nextInt(6));
            BigDecimal right = new BigDecimal(random.nextInt(2000) - 1000).scaleByPowerOfTen(random.nextInt(7) - 5);
            checkOrder(JsonNumber.of(left), number(right.toString()), left.compareTo(right));
            checkOrder(number(left.toString()), JsonNumber.of(right), left.compareTo(right));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "19.90", "1e5", "1E+05", "-0.10", "123456789012345678901234567890", "1e999999999"})
    void keeps_digits(String text) {
        assertThat(number(text).text()).isEqualTo(text);
        assertThat(number(text)).hasToString(text);
        assertThat(Texts.array("[ " + text + " ]").get(0).toString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "7, 7",
        "7.0, 7",
        "70e-1, 7",
        "0.7e1, 7",
        "-3, -3",
        "1e18, 1000000000000000000",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "9223372036854775808,",
        "-9223372036854775809,",
        "1e19,",
        "1e999999999,",
        "1e99999999999999999999,",
        "0.5,",
        "1.5,",
        "1e-1,",
        "-1e-999999999,",
        "0e999999999, 0",
    })
    void knows_whole_numbers(String text, Long whole) {
        assertThat(number(text).integer().stream().boxed().toList())
                .isEqualTo(whole == null ? List.of() : List.of(whole));
    }

    @ParameterizedTest
    @CsvSource({
        "1.50, 1.50",
        "-2e3, -2E+3",
        "0, 0",
        "0e999999999, 0",
        "1e9999, 1E+9999",
        "1e-9999, 1E-9999",
        "1e10000,",
        "1e-10002,",
        "1e999999999,",
        "-1e99999999999999999999,",
        "1e-99999999999999999999,",
    })
    void calculates_within_bounds(String text, BigDecimal expected) {
        assertThat(number(text).decimal().orElse(null)).isEqualTo(expected);
    }

    @Test
    void calculates_with_a_thousand_characters_and_no_more() {
        assertThat(number("1".repeat(1000)).decimal()).contains(new BigDecimal("1".repeat(1000)));
        assertThat(number("1".repeat(1001)).decimal()).isEmpty();
        assertThat(number("1e" + "0".repeat(990) + "2").decimal())
                .hasValueSatisfying(d -> assertThat(d).isEqualByComparingTo("100"));
    }

    @ParameterizedTest
    @CsvSource({
        "1.50, 1.50",
        "100, 100",
        "1E+2, 100",
        "1E+20, 100000000000000000000",
        "1E+21, 1E+21",
        "1E-20, 0.00000000000000000001",
        "1E-999999999, 1E-999999999",
        "1E+999999999, 1E+999999999",
        "-0.5, -0.5",
        "0E+5, 0",
        "0E+99, 0E+99",
    })
    void writes_made_numbers_plainly_where_that_is_short(String value, String text) {
        JsonNumber made = JsonNumber.of(new BigDecimal(value));

        assertThat(made).hasToString(text);
        assertThat(number(made.toString())).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void makes_numbers_of_longs(long value) {
        assertThat(JsonNumber.of(value)).hasToString(Long.toString(value)).isEqualTo(number(value + ".0"));
        assertThat(JsonNumber.of(value).integer()).hasValue(value);
    }

    private static JsonNumber number(String text) {
        return (JsonNumber) Texts.parse(text);
    }
}
