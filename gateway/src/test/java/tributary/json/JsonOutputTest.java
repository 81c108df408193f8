package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonOutputTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | \"\"",
                "plain | \"plain\"",
                "q\"uote | \"q\\\"uote\"",
                "back\\slash | \"back\\\\slash\"",
                "a/b | \"a/b\"",
                "caf\u00e9 | \"caf\u00e9\"",
                "\u65e5\u672c | \"\u65e5\u672c\"",
                "x\ud83d\ude00y | \"x\ud83d\ude00y\"",
                "`\u007f\u2028` | \"\u007f\u2028\"",
                "`a\n\t\r\b\fb` | \"a\\n\\t\\r\\b\\fb\"",
                "`\u0000\u001f` | \"\\u0000\\u001f\"",
            })
    void escapes_only_what_must_be(String text, String json) {
        assertThat(JsonString.of(text)).hasToString(json).isEqualTo(Texts.parse(json));
    }

    @ParameterizedTest
    @CsvSource({
        "d800, '', \\ud800",
        "d800, x, \\ud800x",
        "dc00, '', \\udc00",
        "dc00, \u00e9, \\udc00\u00e9",
        "dbff, '', \\udbff"
    })
    void writes_a_lone_surrogate_as_an_escape(String surrogate, String rest, String json) {
        String text = (char) Integer.parseInt(surrogate, 16) + rest;

        assertThat(new String(Texts.written(JsonString.of(text)), StandardCharsets.UTF_8))
                .isEqualTo("\"" + json + "\"");
    }

    @Test
    void any_text_comes_back_as_it_was_and_in_the_bytes_the_platform_would_write() {
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                int bits = random.nextInt(17);
                text.append((char) random.nextInt(1 << bits));
            }
            byte[] written = Texts.written(JsonString.of(text.toString()));

            assertThat(((JsonString) Texts.parse(written)).text()).isEqualTo(text.toString());
            assertThat(new String(written, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(written);
        }
    }

    @Test
    void grows_from_nothing() throws IOException {
        JsonOutput out = new JsonOutput(0);
        for (int i = 0; i < 1000; i++) {
            out.ascii("[");
            out.raw(new byte[] {'x', '1', '2', 'x'}, 1, 2);
            out.string("\u00e9\"\u0001");
        }

        String expected = "[12\"\u00e9\\\"\\u0001\"".repeat(1000);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        out.copyTo(copy);
        assertThat(copy.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(new String(out.array(), 0, out.size(), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }
}
