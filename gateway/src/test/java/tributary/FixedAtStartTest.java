package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.reload.Finding;

/** Where a reload names what needs a restart. */
class FixedAtStartTest {
    private static final String SERVES = """
            services: { s: { url: "http://127.0.0.1:1" } }
            aggregates: { GET /x: { calls: { a: { get: s:/x } } } }
            """;
    private static final String LISTENERS = """
            admin: { host: 127.0.0.1, port: 0 }
            server:
              host: 127.0.0.1
              max-streams: 50
              port: 0
            """;

    @TempDir
    Path folder;

    private List<String> warnings(Path configuration, String file, String changed) throws Exception {
        try (TestGateway gateway = TestGateway.watching(configuration, Map.of())) {
            Files.writeString(folder.resolve(file), changed);
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            return gateway.gateway().lastReload().orElseThrow().warnings().stream()
                    .map(Finding::toString)
                    .map(line -> line.replace(folder + "/", ""))
                    .toList();
        }
    }

    private List<String> warnings(String changed) throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), LISTENERS + SERVES);
        return warnings(file, "gateway.yaml", changed + SERVES);
    }

    @Test
    void at_the_key() throws Exception {
        assertThat(warnings(LISTENERS.replace("port: 0\n", "port: 18080\n").replace("50", "60")))
                .containsExactly(
                        "gateway.yaml:5:3: warning: server.port stays 0 until a restart; it would be 18080",
                        "gateway.yaml:4:3: warning: server.max-streams stays 50 until a restart; it would be 60");
    }

    @Test
    void at_the_section_where_the_key_is_gone() throws Exception {
        assertThat(warnings(LISTENERS.replace("  port: 0\n", "")))
                .containsExactly("gateway.yaml:2:1: warning: server.port stays 0 until a restart; it would be 8080");
    }

    @Test
    void at_the_beginning_where_the_section_is_gone() throws Exception {
        assertThat(warnings(LISTENERS.replace("admin: { host: 127.0.0.1, port: 0 }\n", "")))
                .containsExactly(
                        "gateway.yaml:1:1: warning: admin.host stays 127.0.0.1 until a restart; it would be 0.0.0.0",
                        "gateway.yaml:1:1: warning: admin.port stays 0 until a restart; it would be 9090");
    }

    @Test
    void in_the_file_of_a_directory_that_has_it() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), SERVES);
        Files.writeString(folder.resolve("b.yaml"), LISTENERS);
        assertThat(warnings(folder, "b.yaml", LISTENERS.replace("port: 0 }", "port: 19090 }")))
                .containsExactly("b.yaml:1:27: warning: admin.port stays 0 until a restart; it would be 19090");
    }
}
