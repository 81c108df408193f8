package tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedFilesTest {
    private static final Path ROOT = Path.of("..");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ConfigurationSchema.json(), InputFormat.JSON);

    private static List<com.networknt.schema.Error> errors(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML);
    }

    @Test
    void the_schema_file_is_up_to_date() throws IOException {
        assertThat(Files.readString(ROOT.resolve("config/gateway.schema.json")))
                .as("make it again: ./tributary schema > config/gateway.schema.json")
                .isEqualTo(ConfigurationSchema.json());
    }

    @Test
    void the_reference_is_up_to_date() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/configuration.md")))
                .as("make it again: ./tributary reference > docs/configuration.md")
                .isEqualTo(ConfigurationReference.markdown());
    }

    @Test
    void the_schema_takes_the_first_look() throws IOException {
        String yaml = Files.readString(Path.of("src/test/resources/tributary/config/first-look.yaml"));
        assertThat(errors(yaml)).isEmpty();
    }

    @Test
    void the_schema_and_the_gateway_take_every_configuration_here() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(ROOT.resolve("config"))) {
            // What Prometheus reads is no configuration of ours.
            files = all.filter(file -> file.toString().endsWith(".yaml")
                            && !file.getParent().endsWith("observability"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            assertThat(errors(Files.readString(file))).as(file.toString()).isEmpty();
            assertThat(Configuration.load(file, System.getenv()).diagnostics())
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void the_schema_takes_every_example_of_the_reference() {
        Matcher examples = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(ConfigurationReference.markdown());
        int seen = 0;
        while (examples.find()) {
            String yaml = examples.group(1);
            if (yaml.startsWith("calls:")) {
                yaml = "aggregates:\n  GET /a:\n" + yaml.indent(4);
            } else if (yaml.startsWith("partial:")) {
                yaml = "aggregates:\n  GET /a:\n    calls: {}\n" + yaml.indent(4);
            }
            assertThat(errors(yaml)).as(yaml).isEmpty();
            seen++;
        }
        assertThat(seen).isGreaterThan(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server: { port: 8080, max-request-body: 65536, drain: 0s }",
                "server: { port: '${PORT:8080}', host: '${HOST}', max-request-body: '${MAX}' }",
                "services: { s: { urls: ['http://h'], timeout: '${T}ms', retry: { attempts: 2 } } }",
                "aggregates: { 'GET /a': { response: [1, { a: '{b}' }], calls: { b: { get: 's:/x', after: c, on-status: { '404': null } } } } }",
                "services: { s: { url: 'http://h', retry: { on: [connect, 503], budget: 20% }, hedge: off, breaker: {} } }",
                "telemetry: { server-timing: true }",
                "overload: {}",
                "limits: { global: { rate: '100/s' }, per-client: { rate: '6000/m', burst: 9, key: [api-key, ip], tiers: { gold: { rate: '1/h' } } } }",
                "server: { trusted-proxies: ['10.0.0.0/8', '::1'] }",
                "overload: { algorithm: fixed, min: 1, max: 5, queue: true, max-body-memory: 25% }",
            })
    void the_schema_takes_what_the_gateway_takes(String yaml) {
        assertThat(errors(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sever: {}",
                "server: { port: 70000 }",
                "server: { port: eighty }",
                "server: { max-request-body: 64KB }",
                "services: { s: { url: 'ftp://h' } }",
                "services: { s: { url: 'http://h', timeout: 400 } }",
                "services: { s: { url: 'http://h', timeout: 0ms } }",
                "services: { s: { url: 'http://h', retry: { attempts: 1 } } }",
                "services: { s: { url: 'http://h', hedge: { after: p99 } } }",
                "services: { s: { url: 'http://h', breaker: { failure-rate: 20 } } }",
                "services: { 'a b': { url: 'http://h' } }",
                "aggregates: { 'get /a': { calls: {} } }",
                "aggregates: { 'GET /a': { } }",
                "aggregates: { 'GET /a': { calls: { a: { get: '/x' } } } }",
                "aggregates: { 'GET /a': { calls: { a: { get: 's:/x', optional: 'yes' } } } }",
                "aggregates: { 'GET /a': { calls: { a: { get: 's:/x', on-status: { '4O4': 1 } } } } }",
                "aggregates: { 'GET /a': { merge: flatt, calls: { } } }",
                "auth: {}",
                "limits: { global: { rate: 100 } }",
                "limits: { store: 'redis://h' }",
                "server: { trusted-proxies: [localhost] }",
                "overload: { max-body-memory: 95% }",
            })
    void the_schema_refuses_what_the_gateway_refuses(String yaml) {
        assertThat(errors(yaml)).isNotEmpty();
    }
}
