package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.config.Configuration;

/** What can be seen of the training without training, which takes some seconds of a processor. */
class TrainingTest {
    @TempDir
    private Path directory;

    @Test
    void serves_a_configuration_without_a_mistake() throws IOException {
        Path file = directory.resolve("training.yaml");
        try (InputStream written = Training.class.getResourceAsStream("training.yaml")) {
            assertThat(written).isNotNull();
            Files.copy(written, file);
        }
        String url = "http://127.0.0.1:1";

        assertThat(Configuration.load(
                                file,
                                Map.of(
                                        "CATALOG_URL",
                                        url,
                                        "REVIEWS_URL",
                                        url,
                                        "ACCOUNTS_URL",
                                        url,
                                        "INVENTORY_URL",
                                        url,
                                        "ORDERS_URL",
                                        url))
                        .diagnostics())
                .isEmpty();
    }

    @Test
    void says_why_there_is_no_cache_and_leaves_nothing() {
        StringWriter err = new StringWriter();
        Path cache = directory.resolve("a.aot");

        int exit = Tributary.in(new Shell(Map.of(), directory, false))
                .setErr(new PrintWriter(err))
                .execute("train", "--output", cache.toString(), "--java", "no/java", "--jar", "no.jar");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("no AOT cache", "is not built");
        assertThat(directory).isEmptyDirectory();
    }
}
