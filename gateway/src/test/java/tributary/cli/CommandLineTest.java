package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.config.ConfigurationReference;
import tributary.config.ConfigurationSchema;

class CommandLineTest {
    private static final String FIRST_LOOK = "src/test/resources/tributary/cli/first-look.yaml";

    @Test
    void prints_its_version() {
        Ran ran = Ran.of("--version");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).matches("(?s)tributary \\d+\\.\\d+\\.\\S+ \\(Java 25.*\\)\\R");
    }

    @Test
    void lists_every_command_in_its_help() {
        Ran ran = Ran.of("--help");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .contains(
                        "demo",
                        "run",
                        "check",
                        "explain",
                        "schema",
                        "reference",
                        "stubs",
                        "soak",
                        "bench",
                        "fuzz",
                        "image",
                        "train",
                        "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "check", "explain", "schema", "reference", "image", "train", "test"})
    void tells_of_each_command_what_it_does_its_exit_codes_and_an_example(String command) {
        Ran ran = Ran.of(command, "--help");

        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("Usage: tributary " + command, "Exit codes: 0", "Example", "--help");
    }

    @Test
    void shows_how_it_is_used_where_it_is_told_nothing() {
        Ran ran = Ran.of();

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("Usage: tributary");
    }

    @Test
    void says_in_one_line_that_there_is_no_such_command_and_guesses_another() {
        Ran ran = Ran.of("chek");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines())
                .containsExactly("tributary: no command 'chek', did you mean 'check'?; see 'tributary --help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "check", "explain", "schema", "reference"})
    void says_in_one_line_that_there_is_no_such_option(String command) {
        Ran ran = Ran.of(command, "--frobnicate");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines())
                .singleElement()
                .asString()
                .contains("'--frobnicate'", "see 'tributary " + command + " --help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "explain"})
    void takes_a_path_that_is_not_there_for_an_unusable_argument(String command) {
        Ran ran = Ran.of(command, "-c", "no/such.yaml");

        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err().lines()).singleElement().asString().contains("no file or directory no/such.yaml");
    }

    @Test
    void finds_the_configuration_in_the_environment_or_at_home() {
        assertThat(Ran.in(Map.of("TRIBUTARY_CONFIG", FIRST_LOOK), "check").out())
                .startsWith(FIRST_LOOK + ": ");
        assertThat(Ran.of("check").out())
                .startsWith(Ran.HOME.resolve("config") + ": ")
                .contains("3 aggregates");
        assertThat(Ran.in(Map.of("TRIBUTARY_CONFIG", "no/such"), "check", "-c", FIRST_LOOK)
                        .exit())
                .isZero();
    }

    @Test
    void prints_the_schema_and_the_reference() {
        assertThat(Ran.of("schema").out()).isEqualTo(ConfigurationSchema.json());
        assertThat(Ran.of("reference").out()).isEqualTo(ConfigurationReference.markdown());
    }

    @Test
    void leaves_the_tests_to_the_launcher() {
        assertThat(Ran.of("test").exit()).isEqualTo(2);
    }
}
