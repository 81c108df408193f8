package tributary.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.json.JsonValue;

class NumbersTest {
    private static final String PRICES = "{'p': [{'n': 123456789012345678901234567890}, {'n': 19.90}, {'n': 1E400},"
            + " {'n': -0.0}, {'n': 1e-7}, {'n': 5}]}";

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
                    p[*].n                          ; [123456789012345678901234567890,19.90,1E400,-0.0,1e-7,5]
                    p[?n > `5`].n                   ; [123456789012345678901234567890,19.90,1E400]
                    p[?n == `19.9`].n               ; [19.90]
                    p[?n == `0`].n                  ; [-0.0]
                    sort_by(p, &n)[].n              ; [-0.0,1e-7,5,19.90,123456789012345678901234567890,1E400]
                    sort(p[].n)                     ; [-0.0,1e-7,5,19.90,123456789012345678901234567890,1E400]
                    max(p[].n)                      ; 1E400
                    min(p[].n)                      ; -0.0
                    max_by(p, &n)                   ; {"n": 1E400}
                    p[0:2].{a: n}                   ; [{"a":123456789012345678901234567890},{"a":19.90}]
                    p[2].[n]                        ; [1E400]
                    p[1].n | to_string(@)           ; "19.90"
                    p[1].n | to_number(to_string(@)); 19.90
                    to_number('1.50')               ; 1.50
                    to_string(p[1])                 ; "{\\"n\\":19.90}"
                    reverse(p)[0]                   ; {"n": 5}
                    map(&abs(n), p)                 ; [123456789012345678901234567890,19.90,1E400,0.0,1e-7,5]
                    p[].floor(n)                    ; [123456789012345678901234567890,19,1E400,0,0,5]
                    p[].ceil(n)                     ; [123456789012345678901234567890,20,1E400,0,1,5]
                    """)
    void keeps_digits_where_a_number_only_passes_through(String expression, String result) throws Exception {
        assertThat(Json.evaluated(expression, PRICES)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    avg([1, 2])            ; 1.5
                    avg([1, 1])            ; 1
                    avg([0.1, 0.2])        ; 0.15
                    avg([1, 1, 2])         ; 1.333333333333333333333333333333333
                    avg([100, 300])        ; 200
                    avg([])                ; null
                    avg([123456789012345678901234567890, 123456789012345678901234567891]) ; 123456789012345678901234567890.5
                    sum([])                ; 0
                    sum([0.1, 0.2])        ; 0.3
                    sum([1.10, 2.20])      ; 3.3
                    sum([19.90, 0.10])     ; 20
                    sum([50, 50])          ; 100
                    sum([1, -1])           ; 0
                    sum([1e3, 0.001])      ; 1000.001
                    sum([123456789012345678901234567890, 1]) ; 123456789012345678901234567891
                    sum([0e99999999, 1])   ; 1
                    floor(-1.5)            ; -2
                    ceil(-1.5)             ; -1
                    ceil(-0.5)             ; 0
                    floor(1.0)             ; 1
                    abs(-24.0)             ; 24.0
                    abs(-1e999999999)      ; 1e999999999
                    sort([1e999999999, 1e999999998, -1e999999999]) ; [-1e999999999,1e999999998,1e999999999]
                    max([1e999999999, 2])  ; 1e999999999
                    to_number(' 1')        ; null
                    to_number('1 ')        ; null
                    to_number('')          ; null
                    to_number('01')        ; null
                    to_number('.5')        ; null
                    to_number('+1')        ; null
                    to_number('1e')        ; null
                    to_number('[1]')       ; null
                    to_number('1\u0000')   ; null
                    to_number('NaN')       ; null
                    to_number('0x10')      ; null
                    to_number('1e999999999') ; 1e999999999
                    """, quoteCharacter = '~')
    void calculates_exactly(String call, String result) throws Exception {
        int open = call.indexOf('(');
        String argument = call.substring(open + 1, call.lastIndexOf(')'));
        String expression =
                call.substring(0, open) + "(" + (argument.startsWith("'") ? argument : "`" + argument + "`") + ")";

        assertThat(Json.evaluated(expression, "{}")).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(n)",
                "avg(n)",
                "max(n)",
                "min(n)",
                "sort(n)",
                "n[].abs(@)",
                "n[].floor(@)",
                "n[].ceil(@)",
                "n[].to_string(@)",
                "n[].to_number(to_string(@))",
                "n[?@ > `1`]",
                "n[?@ == `1`]",
                "n == n",
                "sort_by(n, &@)",
                "max_by(n, &@)",
                "contains(n, `7`)",
                "length(to_string(n))"
            })
    void is_quick_with_numbers_of_any_length_and_size(String expression) throws Exception {
        String million = "7".repeat(1_000_000);
        List<String> hostile = List.of(
                "1e999999999, -1e999999999, 1e-999999999",
                "1e99999999999999999999999999, 1e-99999999999999999999999999",
                million + ", -" + million + ", 0." + million + ", " + million + ".5e" + "9".repeat(1000),
                "1e" + million,
                alternating(10_000),
                alternating(9_999));
        Expression parsed = Expression.parse(expression);
        for (String numbers : hostile) {
            JsonValue document = Json.of("{'n': [" + numbers + "]}");
            assertTimeout(Duration.ofSeconds(5), () -> evaluateOrRefuse(parsed, document));
        }
    }

    private static String alternating(int exponent) {
        return IntStream.range(0, 20_000)
                .mapToObj(i -> "1e" + (i % 2 == 0 ? exponent - i / 2 : i / 2 - exponent))
                .collect(Collectors.joining(","));
    }

    private static void evaluateOrRefuse(Expression expression, JsonValue document) {
        try {
            assertThat(expression.evaluate(document)).isNotNull();
        } catch (ExpressionException e) {
            assertThat(e.kind()).isEqualTo(ExpressionException.Kind.INVALID_VALUE);
        }
    }

    @Test
    void cuts_indexes_that_no_array_reaches() throws Exception {
        assertThat(Json.evaluated("[99999999999999999999]", "[1, 2]")).isEqualTo("null");
        assertThat(Json.evaluated("[-99999999999999999999]", "[1, 2]")).isEqualTo("null");
        assertThat(Json.evaluated("[-99999999999999999999:99999999999999999999]", "[1, 2]"))
                .isEqualTo("[1,2]");
        assertThat(Json.evaluated("[::99999999999999999999]", "[1, 2]")).isEqualTo("[1]");
        assertThat(Json.evaluated("[::-99999999999999999999]", "[1, 2]")).isEqualTo("[2]");
        assertThat(Json.evaluated("[99999999999999999999::-1]", "[1, 2]")).isEqualTo("[2,1]");
        assertThat(Json.evaluated("[:-99999999999999999999:-1]", "[1, 2]")).isEqualTo("[2,1]");
    }
}
