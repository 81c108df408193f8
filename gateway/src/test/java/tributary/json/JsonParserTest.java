package tributary.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a JSON text and what is none. In the tables {@code <C3 A9>} stands for bytes. */
final class JsonParserTest {
    static String[] accepted() {
        return new String[] {
            "null",
            "true",
            "false",
            "0",
            "-0",
            "7",
            "-12",
            "10",
            "0.5",
            "-0.0",
            "1.250",
            "1e5",
            "1E5",
            "1e+5",
            "1e-5",
            "0e0",
            "-0.10E-07",
            "123456789012345678901234567890",
            "1e999999999999",
            "\"\"",
            "\"a\"",
            "\"1234567\"",
            "\"12345678\"",
            "\"123456789\"",
            "\"\\\"\"",
            "\"\\\\\"",
            "\"\\\\\\\"\"",
            "\"\\/\\b\\f\\n\\r\\t\"",
            "\"\\u0000\\uFFFF\\uabCD\"",
            "\"\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"<7F>\"",
            "\"<C2 80>\"",
            "\"<DF BF>\"",
            "\"<E0 A0 80>\"",
            "\"<ED 9F BF>\"",
            "\"<EE 80 80>\"",
            "\"<EF BF BF>\"",
            "\"<EF BB BF>\"",
            "\"<F0 90 80 80>\"",
            "\"<F4 8F BF BF>\"",
            "\"1234567<C3 A9>1234567\\n1234567\"",
            "[]",
            "[ ]",
            "[1]",
            "[1,2]",
            "[ 1 , 2 ]",
            "[[],{},[[]]]",
            "[null,true,false,\"\",0]",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{ \"a\" : 1 , \"b\" : [ ] }",
            "{\"\":\"\"}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":{\"a\":{\"a\":[{}]}}}",
        };
    }

    static String[] refused() {
        return new String[] {
            "",
            " ",
            "\n\t\r ",
            "<EF BB BF>",
            "<EF BB>[]",
            "<EF BB BF EF BB BF>[]",
            "[]<EF BB BF>",
            "<FE FF 00 5B 00 5D>",
            "<5B 00 5D 00>",
            "nul",
            "nulL",
            "Null",
            "nulls",
            "tru",
            "True",
            "fals",
            "NaN",
            "Infinity",
            "-Infinity",
            "undefined",
            "-",
            "+1",
            "01",
            "-01",
            "00",
            ".5",
            "1.",
            "1.e5",
            "1e",
            "1e+",
            "1e1.5",
            "1E-",
            "--1",
            "0x10",
            "1_000",
            "1,5",
            "١",
            "\"",
            "\"a",
            "\"12345678",
            "\"a\\",
            "\"a\\\"",
            "\"\\x\"",
            "\"\\U0041\"",
            "\"\\u\"",
            "\"\\u12\"",
            "\"\\u123",
            "\"\\u12G4\"",
            "\"\\u-123\"",
            "\"\\'\"",
            "'a'",
            "\"a\nb\"",
            "\"<00>\"",
            "\"<1F>\"",
            "\"12345678<1F>12345678\"",
            "\"\t\"",
            // UTF-8: no first byte, bytes missing, too long a spelling, surrogates, beyond U+10FFFF, no such byte.
            "\"<80>\"",
            "\"<BF>\"",
            "\"<C0 80>\"",
            "\"<C1 BF>\"",
            "\"<C2>\"",
            "\"<C2 20>\"",
            "\"<C3 C3>\"",
            "\"<E0 80 80>\"",
            "\"<E0 9F BF>\"",
            "\"<E1 80>\"",
            "\"<E1>\"",
            "\"<E1 80 C0>\"",
            "\"<E1 C0 80>\"",
            "\"<ED A0 80>\"",
            "\"<ED BF BF>\"",
            "\"<ED A0 BD ED B8 80>\"",
            "\"<F0 80 80 80>\"",
            "\"<F0 8F BF BF>\"",
            "\"<F1 80 80>\"",
            "\"<F1 80 80 22>\"",
            "\"<F1 80 C0 80>\"",
            "\"<F4 90 80 80>\"",
            "\"<F5 80 80 80>\"",
            "\"<F8 88 80 80 80>\"",
            "\"<FE>\"",
            "\"<FF>\"",
            "\"<C3>",
            "\"<F0 9F 98>",
            "\"1234567<C3>\"",
            "<C3 A9>",
            "<C2 A0>1",
            "<0C>1",
            "<0B>1",
            "[",
            "]",
            "[1",
            "[1,",
            "[1,]",
            "[,]",
            "[,1]",
            "[1 2]",
            "[1,,2]",
            "[1}",
            "[1]]",
            "[[1]",
            "[1:2]",
            "{",
            "}",
            "{]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\" 1}",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{\"a\":1]",
            "{,}",
            "{a:1}",
            "{'a':1}",
            "{1:1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\"::1}",
            "{\"a\":1:2}",
            "{null:1}",
            "{[]:1}",
            "[1] [2]",
            "{}{}",
            "1 2",
            "1,",
            "null,",
            "\"a\"\"b\"",
            "[]x",
            "// c\n[]",
            "[1/**/]",
            "<00>",
            "[]<00>",
        };
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void accepts(String row) {
        byte[] text = Texts.bytes(row);

        assertThat(Texts.written(Texts.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void writes_no_space_and_no_byte_order_mark_around_the_value(String row) {
        byte[] text = Texts.bytes("<EF BB BF> \n\t\r" + row + " \n");

        assertThat(Texts.written(Texts.parse(text))).isEqualTo(Texts.bytes(row));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refuses(String row) {
        byte[] text = Texts.bytes(row);

        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonParser.parse(text, 0, text.length))
                .satisfies(e -> assertThat(e.offset()).isBetween(0, text.length))
                .satisfies(e -> assertThat(e).hasMessageEndingWith(", at byte " + e.offset()));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void refuses_every_start_of_an_accepted_text_that_is_no_number(String row) {
        byte[] text = Texts.bytes("[" + row + "]");

        for (int length = 0; length < text.length; length++) {
            byte[] part = Arrays.copyOf(text, length);
            assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonParser.parse(part, 0, part.length));
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void looks_at_its_stretch_of_the_array_only(String row) throws JsonException {
        byte[] text = Texts.bytes(row);
        byte[] array = Texts.bytes("]7\"" + row + "7\"]}");

        JsonValue value = JsonParser.parse(array, 3, text.length);

        assertThat(Texts.written(value)).isEqualTo(text);
        assertThat(value).isEqualTo(Texts.parse(text)).hasSameHashCodeAs(Texts.parse(text));
    }

    @Test
    void judges_a_byte_alike_wherever_it_stands_in_a_string() {
        for (int b = 0; b < 256; b++) {
            boolean alone = isAccepted(Texts.bytes("\"<%02X>\"".formatted(b)));
            for (int before = 0; before < 20; before++) {
                for (int after = 0; after < 20; after++) {
                    byte[] text =
                            Texts.bytes("\"" + "x".repeat(before) + "<%02X>".formatted(b) + "x".repeat(after) + "\"");
                    assertThat(isAccepted(text))
                            .as("%02X after %s, before %s", b, before, after)
                            .isEqualTo(alone);
                }
            }
        }
    }

    private static boolean isAccepted(byte[] text) {
        try {
            JsonParser.parse(text, 0, text.length);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,\u0001]", "[1,\"\u0001\"]", "[1, x]", "[1,é]"})
    void says_where_a_text_goes_wrong_and_not_what_stands_there(String text) {
        byte[] array = ("  " + text).getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonParser.parse(array, 2, array.length - 2))
                .satisfies(e -> assertThat(e.offset()).isBetween(3, 4))
                .satisfies(e -> assertThat(e.getMessage()).isPrintable().doesNotContain("x]", "é"));
    }

    @Test
    void refuses_a_stretch_that_is_not_in_the_array() {
        assertThatThrownBy(() -> JsonParser.parse(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void takes_text_too_but_no_lone_surrogate_in_it() throws JsonException {
        assertThat(JsonParser.parse("[\"é😀\"]").toString()).isEqualTo("[\"é😀\"]");
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonParser.parse("\"\ud800\""));
    }

    @Test
    void accepts_nesting_up_to_the_limit() {
        assertThat(Texts.parse(Texts.nested(1000))).hasToString(Texts.nested(1000));
        String objects = "{\"a\":".repeat(999) + "[]" + "}".repeat(999);
        assertThat(Texts.parse(objects)).hasToString(objects);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1_000_000})
    void refuses_nesting_beyond_the_limit_at_the_bracket_too_many(int depth) {
        byte[] text = Texts.nested(depth).getBytes(StandardCharsets.UTF_8);

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonParser.parse(text, 0, text.length))
                .satisfies(e -> assertThat(e.offset()).isEqualTo(1000)));
    }

    @Test
    void counts_nesting_and_not_brackets() {
        String text = "[" + "[{}],".repeat(5000) + "0]";

        assertThat(((JsonArray) Texts.parse(text)).size()).isEqualTo(5001);
    }

    @Test
    void keeps_arrays_and_objects_apart_at_every_depth() {
        for (int depth = 1; depth < 200; depth++) {
            byte[] text = ("[{\"a\":".repeat(depth) + "0" + "}]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
            assertThat(Texts.written(Texts.parse(text))).isEqualTo(text);
            text[text.length - depth] ^= ']' ^ '}';
            assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonParser.parse(text, 0, text.length));
        }
    }
}
