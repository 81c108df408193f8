package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {
    private static final Path RESOURCES = Path.of("src/test/resources/tributary/config");

    /** A configuration with a mistake, and all that is said of it. */
    record Mistake(String name, String yaml, List<String> expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void says_what_is_wrong_and_where(Mistake mistake) {
        assertThat(Loading.shown(Loading.load(mistake.yaml()))).isEqualTo(mistake.expected());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void makes_a_plan_exactly_where_there_is_no_error(Mistake mistake) {
        boolean errors = mistake.expected().stream().anyMatch(line -> line.contains(": error: "));
        assertThat(Loading.load(mistake.yaml()).plan() == null).isEqualTo(errors);
    }

    /** Blocks of {@code === name}, the YAML, {@code ---}, and the lines expected. */
    static Stream<Mistake> mistakes() throws IOException {
        List<Mistake> mistakes = new ArrayList<>();
        String name = "";
        StringBuilder yaml = new StringBuilder();
        List<String> expected = new ArrayList<>();
        boolean inYaml = false;
        for (String line : Files.readAllLines(RESOURCES.resolve("mistakes.txt"))) {
            if (line.startsWith("=== ")) {
                if (!name.isEmpty()) {
                    mistakes.add(new Mistake(name, yaml.toString(), List.copyOf(expected)));
                }
                name = line.substring(4);
                yaml.setLength(0);
                expected.clear();
                inYaml = true;
            } else if (line.equals("---")) {
                inYaml = false;
            } else if (inYaml) {
                yaml.append(line).append('\n');
            } else {
                expected.add(line);
            }
        }
        mistakes.add(new Mistake(name, yaml.toString(), List.copyOf(expected)));
        assertThat(mistakes).hasSizeGreaterThan(50);
        return mistakes.stream();
    }

    @Test
    void names_ten_mistakes_of_one_file_at_their_lines() {
        Path file = RESOURCES.resolve("ten-mistakes.yaml");
        List<Diagnostic> found = Configuration.load(file, Map.of()).diagnostics();
        assertThat(found).extracting(Diagnostic::file).containsOnly(file.toString());
        assertThat(found).extracting(Diagnostic::severity).containsOnly(Diagnostic.Severity.ERROR);
        assertThat(found).extracting(Diagnostic::line).containsExactly(2, 3, 7, 8, 13, 16, 18, 18, 20, 24, 28);
        assertThat(found)
                .extracting(Diagnostic::message)
                .satisfiesExactly(
                        message -> assertThat(message).startsWith("server.port: expected a port"),
                        message -> assertThat(message).endsWith("did you mean '64KiB'?"),
                        message -> assertThat(message).endsWith("it begins with http:// or https://"),
                        message -> assertThat(message).endsWith("did you mean 'timeout'?"),
                        message -> assertThat(message).endsWith("it cannot be zero"),
                        message -> assertThat(message).endsWith("did you mean 'id'?"),
                        message -> assertThat(message).endsWith("did you mean 'accounts'?"),
                        message -> assertThat(message).endsWith("did you mean 'product'?"),
                        message -> assertThat(message).contains("stars → score → stars"),
                        message -> assertThat(message).contains("expected an expression after '||'"),
                        message -> assertThat(message).contains("'after: order'"));
    }
}
