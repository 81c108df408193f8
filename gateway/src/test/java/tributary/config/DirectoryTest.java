package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration.Loaded;
import tributary.plan.Plan;

class DirectoryTest {
    private static final String SERVICE = "services: { s: { url: \"http://h\" } }\n";
    private static final String AGGREGATE = "aggregates: { GET /a: { calls: { a: { get: \"s:/x\" } } } }\n";

    @TempDir
    Path folder;

    private Loaded load() {
        return Configuration.load(folder, Map.of());
    }

    private List<String> messages() {
        return load().diagnostics().stream()
                .map(found -> found.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void unites_files_and_passes_over_what_is_no_configuration() throws IOException {
        Files.writeString(
                folder.resolve("b.yml"), AGGREGATE + "services: { t: { url: \"http://i\" } }\nserver: { port: 1 }\n");
        Files.writeString(folder.resolve("a.yaml"), SERVICE + "server: { host: localhost }\n");
        Files.writeString(folder.resolve("empty.yaml"), "# nothing yet\n");
        Files.writeString(folder.resolve(".hidden.yaml"), "%%%");
        Files.writeString(folder.resolve("gateway.schema.json"), "{}");
        Files.createDirectory(folder.resolve("directory.yaml"));
        Plan plan = Objects.requireNonNull(load().plan());
        assertThat(plan.services()).containsOnlyKeys("s", "t");
        assertThat(plan.server().port()).isEqualTo(1);
        assertThat(plan.server().host()).isEqualTo("localhost");
    }

    @Test
    void names_both_places_of_a_key_in_two_files() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), SERVICE + AGGREGATE);
        Files.writeString(folder.resolve("b.yaml"), SERVICE);
        assertThat(messages())
                .containsExactly(
                        "b.yaml:1:13: error: 'services.s' stands in two files; the other place is a.yaml:1:13");
    }

    @Test
    void refuses_an_empty_directory() {
        assertThat(load().plan()).isNull();
        assertThat(load().diagnostics())
                .extracting(Diagnostic::message)
                .containsExactly("this directory holds no *.yaml file");
    }

    @Test
    void refuses_a_file_that_is_not_there() {
        Loaded loaded = Configuration.load(Path.of("no/such.yaml"), Map.of());
        assertThat(loaded.plan()).isNull();
        assertThat(loaded.diagnostics())
                .containsExactly(new Diagnostic(
                        Diagnostic.Severity.ERROR, "no/such.yaml", 1, 1, "there is no such file or directory"));
    }

    @Test
    void says_nothing_of_what_a_broken_file_may_define() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), AGGREGATE);
        Files.writeString(folder.resolve("b.yaml"), "services: [\n");
        assertThat(messages()).singleElement().asString().startsWith("b.yaml:2:1: error: this is no YAML");
    }
}
