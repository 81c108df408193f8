package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.plan.Plan;
import tributary.plan.ServiceSpec;

class SubstitutionTest {
    private static final String AGGREGATE = """
            aggregates: { GET /a: { calls: { a: { get: "s:/x" } } } }
            """;

    @TempDir
    Path folder;

    private static ServiceSpec service(String service, Map<String, String> environment) {
        Plan plan = Loading.plan("services: { s: " + service + " }\n" + AGGREGATE, environment);
        return Objects.requireNonNull(plan.services().get("s"));
    }

    private static String header(String value, Map<String, String> environment) {
        ServiceSpec service = service("{ url: 'http://h', headers: { set: { X-A: '" + value + "' } } }", environment);
        return String.valueOf(service.set().getFirst().value().constant());
    }

    @Test
    void types_a_variable_like_a_plain_value() {
        ServiceSpec service = service(
                "{ url: \"${URL}\", max-concurrent: \"${N}\", timeout: \"${T:3}s\" }",
                Map.of("URL", "http://h:1/x/", "N", "7"));
        assertThat(service.url()).hasToString("http://h:1/x");
        assertThat(service.maxConcurrent()).isEqualTo(7);
        assertThat(service.timeout()).hasSeconds(3);
    }

    @Test
    void prefers_the_variable_to_the_default_even_when_empty() {
        assertThat(header("a${X:default}b", Map.of())).isEqualTo("adefaultb");
        assertThat(header("a${X:default}b", Map.of("X", "1"))).isEqualTo("a1b");
        assertThat(header("a${X:default}b", Map.of("X", ""))).isEqualTo("ab");
        assertThat(header("a${X:}b", Map.of())).isEqualTo("ab");
    }

    @Test
    void writes_a_literal_dollar_and_brace() {
        assertThat(header("$${{x}}", Map.of("x", "no"))).isEqualTo("${x}");
    }

    @Test
    void takes_a_value_for_what_it_is_and_nothing_more() {
        assertThat(header("${X}", Map.of("X", "{path.id}"))).isEqualTo("{path.id}");
        assertThat(header("${X}", Map.of("X", "${Y}", "Y", "no"))).isEqualTo("${Y}");
        assertThat(header("${X}", Map.of("X", "a, b: { c: d }"))).isEqualTo("a, b: { c: d }");
    }

    @Test
    void reads_a_secret_beside_the_file_that_names_it() throws IOException {
        Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/key"), "s3cr{t\n");
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"),
                "services: { s: { url: 'http://h', headers: { set: { X-Key: '${file:secrets/key}' } } } }\n"
                        + AGGREGATE);
        Plan plan = Objects.requireNonNull(Configuration.load(file, Map.of()).plan());
        ServiceSpec service = Objects.requireNonNull(plan.services().get("s"));
        assertThat(service.set().getFirst().value().constant()).isEqualTo("s3cr{t");
    }

    @Test
    void never_shows_what_it_put_in() {
        String yaml = """
                server: { port: '${SECRET}', host: 'x ${SECRET}' }
                services: { s: { url: 'http://${SECRET}', headers: { set: { X-A: '{${SECRET} ||}' } } } }
                aggregates:
                  GET /a:
                    calls:
                      a: { get: '${SECRET}:/x', after: '${SECRET}' }
                      b: { get: 's:/{a.${SECRET}}' }
                """;
        assertThat(Loading.load(yaml, Map.of("SECRET", "hunter 2")).diagnostics())
                .hasSize(7)
                .allSatisfy(found -> assertThat(found.message()).doesNotContain("hunter"));
    }
}
