package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An image made before: {@code ./tributary image --output DIR && ./tributary test -Dtributary.image=DIR}. */
@EnabledIfSystemProperty(named = "tributary.image", matches = ".+", disabledReason = "names no image")
@Timeout(60)
class ImageTest {
    private final Path program = Path.of(System.getProperty("tributary.image", ""), "bin", "tributary");

    @TempDir
    Path folder;

    private ProcessBuilder image(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).directory(folder.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        return builder;
    }

    private record Came(int exit, String out) {}

    private static Came of(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        try (var reader = process.inputReader()) {
            String out = reader.readAllAsString();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Came(process.exitValue(), out);
        }
    }

    @Test
    void serves_without_a_jdk_and_without_an_environment() throws IOException, InterruptedException {
        try (PlainService service = new PlainService("{\"a\":1}");
                HttpClient http = HttpClient.newHttpClient()) {
            Path configuration = Files.writeString(folder.resolve("a gateway.yaml"), """
                    server: { host: 127.0.0.1, port: 0 }
                    admin: { host: 127.0.0.1, port: 0 }
                    services: { service: { url: %s } }
                    aggregates: { GET /page: { calls: { a: { get: service:/a } } } }
                    """.formatted(service.url()));
            try (RunningProcess gateway = RunningProcess.start(image("run", "-c", configuration.toString()))) {
                URI page = URI.create("http://127.0.0.1:" + gateway.port() + "/page");

                assertThat(body(http, page)).isEqualTo("{\"a\":{\"a\":1}}");
                assertThat(body(http, gateway.admin("/threads"))).contains("threadDump");
                assertThat(body(http, gateway.admin("/jfr?seconds=1"))).startsWith("FLR");

                gateway.signal("TERM");
                assertThat(gateway.end()).isZero();
            }
        }
    }

    private static String body(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void starts_from_its_cache() throws IOException, InterruptedException {
        ProcessBuilder check = image("check", "--help");
        check.environment().put("TRIBUTARY_JAVA_OPTS", "-Xlog:class+load");

        assertThat(of(check).out()).contains("tributary.Main source: shared objects file");
    }

    @Test
    void says_in_one_line_what_it_cannot_do() throws IOException, InterruptedException {
        Came came = of(image("demo"));

        assertThat(came.exit()).isEqualTo(2);
        assertThat(came.out().lines()).singleElement().asString().contains("demo needs a checkout");
    }

    @Test
    void is_silent_about_a_cache_that_does_not_fit() throws IOException, InterruptedException {
        ProcessBuilder version = image("--version");
        version.environment().put("TRIBUTARY_JAVA_OPTS", "-XX:+UseZGC");

        assertThat(of(version).out().lines()).singleElement().asString().startsWith("tributary ");
    }
}
