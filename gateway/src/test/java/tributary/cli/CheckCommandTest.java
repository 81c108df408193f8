package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonException;
import tributary.json.JsonParser;

class CheckCommandTest {
    private static final String FIRST_LOOK = "src/test/resources/tributary/cli/first-look.yaml";
    private static final String BROKEN = "src/test/resources/tributary/cli/broken.yaml";

    @Test
    void is_content_with_the_first_look() {
        Ran ran = Ran.of("check", "-c", FIRST_LOOK);

        assertThat(ran.exit()).isZero();
        assertThat(ran.out().lines()).containsExactly(FIRST_LOOK + ": no errors; 1 aggregate, 4 services");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void prints_every_error_with_its_place() {
        Ran ran = Ran.of("check", "-c", BROKEN);

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out().lines().toList())
                .hasSize(3)
                .anySatisfy(line ->
                        assertThat(line).startsWith(BROKEN + ":2:42: error: ").contains("timeuot", "timeout"))
                .anySatisfy(line ->
                        assertThat(line).startsWith(BROKEN + ":7:14: error: ").contains("katalog", "catalog"))
                .endsWith(BROKEN + ": 2 errors");
    }

    @Test
    void allows_warnings(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("gateway.yaml"), Files.readString(Path.of(FIRST_LOOK)) + "\njobs: { workers: 2 }\n");

        Ran ran = Ran.of("check", "-c", file.toString());

        assertThat(ran.out()).contains(": warning: ").endsWith(": no errors, 1 warning; 1 aggregate, 4 services\n");
        assertThat(ran.exit()).isZero();
    }

    @Test
    void says_the_same_to_programs() throws JsonException {
        Ran clean = Ran.of("check", "-c", FIRST_LOOK, "--json");
        Ran broken = Ran.of("check", "-c", BROKEN, "--json");

        assertThat(clean.exit()).isZero();
        assertThat(JsonParser.parse(clean.out()))
                .isEqualTo(JsonParser.parse("{\"ok\":true,\"errors\":0,\"warnings\":0,\"diagnostics\":[]}"));
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out())
                .contains(
                        "\"ok\": false",
                        "\"errors\": 2",
                        "\"file\": \"" + BROKEN + "\"",
                        "\"line\": 7,",
                        "\"column\": 14");
    }
}
