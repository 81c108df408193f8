package tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    private static final Path FOLDER = Path.of("src/test/resources/tributary/cli");

    @TempDir
    private Path directory;

    private Path onPorts(int port, int adminPort) throws IOException {
        String text = Files.readString(FOLDER.resolve("first-look.yaml"))
                .replace("port: 8080", "port: " + port + "\n  host: 127.0.0.1")
                .replace("port: 9090", "port: " + adminPort + "\n  host: 127.0.0.1");
        return Files.writeString(directory.resolve("gateway.yaml"), text);
    }

    @Test
    void does_not_start_with_errors_but_prints_them_all() {
        Ran ran = Ran.of("run", "-c", FOLDER.resolve("broken.yaml").toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(3).last().isEqualTo("tributary run: 2 errors, not started");
    }

    @Test
    @Timeout(30)
    void says_in_one_line_that_a_port_is_taken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ran ran = Ran.of("run", "-c", onPorts(taken.getLocalPort(), 0).toString());

            assertThat(ran.exit()).isEqualTo(1);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("tributary run: ")
                    .contains("127.0.0.1:" + taken.getLocalPort(), "server.port");
        }
    }

    @Test
    @Timeout(60)
    void serves_until_it_is_told_to_stop_and_then_exits_with_0() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-preview",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "tributary.Main",
                        "run",
                        "-c",
                        onPorts(0, 0).toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader reader = process.inputReader()) {
            String printed = "";
            while (!printed.contains("Ctrl-C")) {
                printed += Objects.requireNonNull(reader.readLine(), printed) + "\n";
            }
            Matcher admin = Pattern.compile("http://\\S+/health/ready").matcher(printed);
            assertThat(admin.find()).as(printed).isTrue();
            assertThat(printed).contains("GET    /products/{id}/page  Everything the product page shows");
            assertThat(new String(
                            URI.create(admin.group()).toURL().openStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("UP");

            // Not Process.destroy(), which would close what the process prints as well.
            process.toHandle().destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(reader.readAllLines())
                    .satisfiesExactly(
                            begins -> assertThat(begins).contains(" INFO tributary drain: begins"),
                            ended -> assertThat(ended).endsWith(" INFO tributary drain: ended; all is answered"));
        } finally {
            process.destroyForcibly();
        }
    }
}
