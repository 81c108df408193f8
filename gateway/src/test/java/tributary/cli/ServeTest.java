package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServeTest {
    private static final String FIRST_LOOK = "src/test/resources/tributary/cli/first-look.yaml";

    private static Optional<Path> plainly(Map<String, String> environment, String... arguments) {
        return Serve.plainly(arguments, new Shell(environment, Ran.HOME, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c", "--config"})
    void takes_the_plain_command_line_without_its_library(String option) {
        assertThat(plainly(Map.of(), "run", option, FIRST_LOOK)).contains(Path.of(FIRST_LOOK));
    }

    @Test
    void takes_what_the_environment_names_and_then_what_came_along() {
        assertThat(plainly(Map.of("TRIBUTARY_CONFIG", FIRST_LOOK), "run")).contains(Path.of(FIRST_LOOK));
        assertThat(plainly(Map.of(), "run")).contains(Ran.HOME.resolve("config"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "run --help",
                "run -c",
                "run -c no/such.yaml",
                "run -c --help",
                "run -c @arguments",
                "run -x " + FIRST_LOOK,
                "run -c " + FIRST_LOOK + " more"
            })
    void leaves_every_other_to_it(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);

        assertThat(plainly(Map.of(), arguments)).isEmpty();
    }
}
