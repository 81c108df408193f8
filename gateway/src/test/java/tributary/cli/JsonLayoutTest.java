package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.json.JsonException;
import tributary.json.JsonParser;

class JsonLayoutTest {
    @ParameterizedTest
    @ValueSource(strings = {"19.90", "\"é\\n\"", "{}", "[]", "{\"a\":[1,{\"b\":null}]}", "[[true],[false]]"})
    void changes_nothing_but_the_blanks(String json) throws JsonException {
        assertThat(JsonLayout.of(JsonParser.parse(json)).replaceAll("\\s", "")).isEqualTo(json);
    }

    @Test
    void keeps_on_one_line_what_fits_there() throws JsonException {
        String words = "\"" + "x".repeat(60) + "\"";

        assertThat(JsonLayout.of(JsonParser.parse("{\"short\":{\"a\":[1,2]},\"long\":[" + words + "," + words + "]}")))
                .isEqualTo("""
                        {
                          "short": {"a": [1, 2]},
                          "long": [
                            %s,
                            %s
                          ]
                        }
                        """.formatted(words, words));
    }
}
