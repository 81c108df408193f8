package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HostileTest {
    @TempDir
    Path folder;

    private String refusal(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("gateway.yaml"), bytes);
        Configuration.Loaded loaded = Configuration.load(file, Map.of());
        assertThat(loaded.plan()).isNull();
        return loaded.diagnostics().getFirst().toString().replace(folder + "/", "");
    }

    static Stream<Arguments> hostile() {
        StringBuilder laughs = new StringBuilder("a: &a [lol]\n");
        for (char c = 'b'; c <= 'z'; c++) {
            String alias = "*" + (char) (c - 1);
            laughs.append(c).append(": &").append(c).append(" [" + (alias + ",").repeat(9) + alias + "]\n");
        }
        return Stream.of(
                Arguments.of(laughs.toString(), "more than 200000 values"),
                Arguments.of(
                        "a: &a '" + "x".repeat(500_000) + "'\nb: [" + "*a,".repeat(100_000) + "]",
                        "more than 200000 values"),
                Arguments.of("a: '" + "${HOME:0123456789}".repeat(50_000) + "'", "unknown key 'a'"),
                Arguments.of("[".repeat(500_000), "nested deeper than 64"),
                Arguments.of("a: ".repeat(10) + "1", "mapping values are not allowed"),
                Arguments.of("{a: ".repeat(200_000), "nested deeper than 64"),
                Arguments.of("a: &a [*a]", "has no anchor"),
                Arguments.of("<<: *x", "has no anchor"),
                Arguments.of("\ta: 1", "a tab"),
                Arguments.of("a: \u0007", "1:4: error: a control character (U+0007)"),
                Arguments.of("? [a]\n: b", "a key is a text"),
                Arguments.of("%YAML 3.0\n---\na: 1", "this is no YAML"),
                Arguments.of("a: !!binary aGk=", "the tag"),
                Arguments.of("- a\n- b", "expected a mapping"),
                Arguments.of("just text", "expected a mapping"),
                Arguments.of("a: 'open", "this is no YAML"),
                Arguments.of("a: \"\\UFFFFFFFF\"", "1:1: error: this is no YAML"),
                Arguments.of("a: \"\\U0011FFFF\"", "this is no YAML"),
                Arguments.of("%YAML 1.99999999999\n--- 1", "this is no YAML"),
                Arguments.of("k".repeat(900_000) + ": 1", "this is no YAML"),
                Arguments.of("x: 1\n".repeat(100_000), "stands here twice"),
                Arguments.of(manyCalls(), "more than 200 calls"),
                Arguments.of("x".repeat(10_000_000), "larger than 1 MiB"));
    }

    private static String manyCalls() {
        StringBuilder yaml =
                new StringBuilder("services: {s: {url: 'http://h'}}\naggregates:\n  GET /a:\n    calls:\n");
        for (int i = 0; i < 10_000; i++) {
            yaml.append("      c" + i + ": { get: 's:/x', after: c" + (i + 1) + " }\n");
        }
        return yaml.toString();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void ends_with_a_message(String yaml, String message) throws IOException {
        assertThat(refusal(yaml.getBytes(StandardCharsets.UTF_8)))
                .startsWith("gateway.yaml:")
                .contains(message);
    }

    @Test
    void refuses_what_is_not_utf_8() throws IOException {
        assertThat(refusal(new byte[] {'a', ':', ' ', (byte) 0xff})).contains("not UTF-8");
        assertThat(refusal("a: 1".getBytes(StandardCharsets.UTF_16))).contains("not UTF-8");
    }

    @Test
    void passes_over_a_byte_order_mark_and_takes_any_newline() {
        String yaml =
                "\uFEFFservices: { s: { url: 'http://h' } }\r\naggregates: { GET /a: { calls: { a: { get: 's:/x' } } } }\r\n";
        assertThat(Loading.load(yaml).diagnostics()).isEmpty();
    }

    @Test
    void follows_aliases_and_merge_keys() {
        var services = Loading.plan("""
                        services:
                          s: &base { url: "http://h", timeout: 3s, queue: &n 7, max-concurrent: *n }
                          t: { <<: *base, timeout: 4s }
                        aggregates:
                          GET /a: { deadline: 5s, calls: { a: { get: "s:/x" }, b: { get: "t:/x" } } }
                        """).services();
        assertThat(services.get("t")).satisfies(t -> {
            assertThat(t.timeout()).hasSeconds(4);
            assertThat(t.url()).hasToString("http://h");
            assertThat(t.maxConcurrent()).isEqualTo(7);
        });
    }
}
