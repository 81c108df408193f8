package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the files of the configuration stand where all else stands that is done again and again. */
@Timeout(120)
class DoneAgainTest {
    private static final String CONFIGURATION = """
            server: { host: 127.0.0.1, port: 0, drain: 1s }
            admin: { host: 127.0.0.1, port: 0 }
            services: { s: { url: "http://127.0.0.1:1" } }
            aggregates: { GET /x: { calls: { a: { get: s:/x } } } }
            """;

    @TempDir
    Path folder;

    @Test
    void looks_at_files_are_shown_and_measured() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), CONFIGURATION);
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            eventually(
                    "a look that went well",
                    () -> gateway.admin("/metrics").body(),
                    body -> body.contains("tributary_schedule_last_run_duration_seconds{task=\"configuration files\"}")
                            && body.contains("tributary_schedule_running_seconds{task=\"configuration files\"}")
                            && !body.contains(
                                    "tributary_schedule_runs_total{outcome=\"ok\",task=\"configuration files\"} 0"));
            Files.writeString(file, "nonsense");
            eventually(
                    "a refusal",
                    () -> gateway.admin("/metrics").body(),
                    body -> body.contains(
                            "tributary_schedule_runs_total{outcome=\"failed\",task=\"configuration files\"} 1"));
            assertThat(gateway.admin("/schedules").body())
                    .contains("\"name\":\"configuration files\"", "\"failed\":1", "\"runningSince\":");
        }
    }

    @Test
    void a_configuration_that_is_read_once_has_no_such_row() throws Exception {
        try (TestGateway gateway = TestGateway.of(CONFIGURATION, Map.of())) {
            assertThat(gateway.admin("/schedules").body()).startsWith("{\"schedules\":[],\"elsewhere\":[{\"what\":\"");
        }
    }
}
