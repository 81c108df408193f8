package tributary.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tributary.json.JsonException;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.observe.RequestRecord;

/** What clients send cannot end a line, begin another, or tell a terminal anything. */
class InjectionTest {
    private static final int[] NASTY = {
        '\n', '\r', '\t', 0, 7, 8, 0x1B, '"', '\\', '=', ' ', 0x7F, 0x85, 0x9B, 0xAD, 0x200B, 0x200E, 0x2028, 0x2029,
        0x202E, 0x2066, 0x2069, 0xFEFF, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF, 0xE000, 0x61C, 0x1F600, 0xE0041, 0x10FFFF, 'é',
        '…'
    };

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            int point = random.nextInt(3) > 0 ? NASTY[random.nextInt(NASTY.length)] : ' ' + random.nextInt(0x300);
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    private static RequestRecord request(String text) {
        return RequestRecord.refused(text, text, text, text, text, 400, text);
    }

    private static String written(LineBuffer buffer) throws CharacterCodingException {
        String line = StandardCharsets.UTF_8.newDecoder().decode(buffer.bytes()).toString();
        buffer.cutTo(0);
        assertThat(line).endsWith("\n");
        return line.substring(0, line.length() - 1);
    }

    private static void harmless(String line, String sent) {
        line.codePoints().forEach(point -> {
            int type = Character.getType(point);
            assertThat(type)
                    .as(() -> "U+" + Integer.toHexString(point) + " of "
                            + sent.codePoints().boxed().toList())
                    .isNotIn(
                            (int) Character.CONTROL,
                            (int) Character.FORMAT,
                            (int) Character.LINE_SEPARATOR,
                            (int) Character.PARAGRAPH_SEPARATOR,
                            (int) Character.SURROGATE,
                            (int) Character.PRIVATE_USE,
                            (int) Character.UNASSIGNED);
        });
    }

    private static Entry.Event event(String text) {
        return new Entry.Event(0, "WARN", text, text, 0, null);
    }

    @Test
    void whatever_is_sent_the_json_form_is_one_line_that_parses_to_the_same() throws Exception {
        Random random = new Random(42);
        LineBuffer buffer = new LineBuffer();
        Lines lines = Format.JSON.lines();
        for (int i = 0; i < 5000; i++) {
            String text = random(random);
            lines.request(request(text), buffer);
            JsonObject request = parsed(buffer, text);
            if (!text.isEmpty()) {
                assertThat(text(request, "path")).isEqualTo(text);
                assertThat(text(request, "client")).isEqualTo(text);
            }
            lines.event(event(text), buffer);
            assertThat(text(parsed(buffer, text), "message")).isEqualTo(text);
        }
    }

    private static JsonObject parsed(LineBuffer buffer, String sent) throws CharacterCodingException, JsonException {
        String line = written(buffer);
        harmless(line, sent);
        return (JsonObject) JsonParser.parse(line);
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) object.get(name)).text();
    }

    @Test
    void whatever_is_sent_the_text_form_is_one_line_and_its_values_end_where_they_do() throws Exception {
        Random random = new Random(43);
        LineBuffer buffer = new LineBuffer();
        Lines lines = Format.TEXT.lines();
        for (int i = 0; i < 5000; i++) {
            String text = random(random);
            lines.request(request(text), buffer);
            String line = written(buffer);
            harmless(line, text);
            // Without what is quoted, nothing of ours but names and plain values is left.
            String bare = line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "Q");
            assertThat(bare).doesNotContain("\"").doesNotContain("\\");
            assertThat(bare.split(" status=", -1)).hasSize(2);
            lines.event(event(text), buffer);
            harmless(written(buffer), text);
        }
    }

    @Test
    void what_an_exception_says_cannot_begin_a_line() throws Exception {
        LineBuffer buffer = new LineBuffer();
        Throwable thrown =
                new IllegalStateException("a\n2026-01-01T00:00:00.000Z INFO forged", new RuntimeException("b\rc"));
        Format.TEXT.lines().event(new Entry.Event(0, "ERROR", "tributary", "request r-1 failed", 0, thrown), buffer);
        String[] lines = written(buffer).split("\n", -1);
        assertThat(lines[0]).isEqualTo("1970-01-01T00:00:00.000Z ERROR tributary request r-1 failed");
        assertThat(lines[1]).isEqualTo("  java.lang.IllegalStateException: a\\n2026-01-01T00:00:00.000Z INFO forged");
        assertThat(lines)
                .hasSizeGreaterThan(4)
                .anyMatch(line -> line.equals("  caused by java.lang.RuntimeException: b\\rc"));
        assertThat(List.of(lines).subList(1, lines.length)).allMatch(line -> line.startsWith("  "));
        Format.JSON.lines().event(new Entry.Event(0, "ERROR", "tributary", "request r-1 failed", 0, thrown), buffer);
        JsonObject event = (JsonObject) JsonParser.parse(written(buffer));
        assertThat(text(event, "requestId")).isEqualTo("r-1");
        assertThat(text(event, "stack")).contains("forged").contains("caused by java.lang.RuntimeException: b\rc");
    }

    @Test
    void long_values_are_cut_with_a_mark_and_never_within_a_character() throws Exception {
        LineBuffer buffer = new LineBuffer();
        String path = "/" + "a".repeat(510) + "😀" + "b".repeat(10_000);
        Format.JSON.lines().request(request(path), buffer);
        JsonObject request = (JsonObject) JsonParser.parse(written(buffer));
        assertThat(text(request, "path")).isEqualTo("/" + "a".repeat(510) + "…");
        Format.TEXT.lines().request(request(path), buffer);
        assertThat(written(buffer)).hasSizeLessThan(6000).contains("aaa…\"");
    }
}
