package tributary.stubs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StubsMainTest {
    @Test
    void says_when_it_is_ready_and_ends_with_its_parent() throws Exception {
        var process = start("--port-base", "0", "--control-port", "0", "--no-delay", "--exit-with-stdin");
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = new ArrayList<String>();
            for (var line = out.readLine(); line != null && !line.equals("stubs ready"); line = out.readLine()) {
                lines.add(line);
            }
            assertThat(lines).anyMatch(line -> line.matches("  export CATALOG_URL=http://127\\.0\\.0\\.1:\\d+"));
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void says_in_one_line_which_port_is_taken() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var process = start("--port-base", "0", "--control-port", String.valueOf(taken.getLocalPort()));
            try (var err = process.errorReader(StandardCharsets.UTF_8)) {
                assertThat(err.readAllAsString()).matches("stubs: port \\d+ \\(control\\) is taken: .*\\R");
                assertThat(process.waitFor()).isEqualTo(1);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port-base=x", "--port-base=65535", "--port=shop=1", "--control-port=-1", "--nonsense"})
    void refuses_arguments_that_make_no_sense(String argument) {
        assertThat(StubsMain.run(argument)).isEqualTo(2);
    }

    @Test
    void helps() {
        assertThat(StubsMain.run("--help")).isZero();
    }

    private static Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview",
                "-cp",
                System.getProperty("java.class.path"),
                "tributary.stubs.StubsMain"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }
}
