package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tributary.json.JsonObject;
import tributary.json.JsonString;

/** The lines of a gateway that is a process of its own, as whoever collects them sees them. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LogsTest {
    private static final Pattern LINES = Pattern.compile("\"lines\":(\\d+)");

    @TempDir
    Path folder;

    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

    private Path configuration(String accessLog, String format) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 10s, drain-delay: 0s }
                admin: { host: 127.0.0.1, port: 0 }
                telemetry: { access-log: %s, log-format: %s }
                services:
                  service: { url: %s, timeout: 20s, connect-timeout: 20s }
                  dead: { url: "http://127.0.0.1:1", timeout: 20s, connect-timeout: 20s }
                aggregates:
                  GET /page/{id}:
                    deadline: 20s
                    calls:
                      a: { get: "service:/a" }
                      b: { get: "dead:/b", optional: true }
                  GET /plain/{id}:
                    deadline: 20s
                    calls: { a: { get: "service:/a" } }
                """.formatted(accessLog, format, service.url()));
    }

    private static JsonObject json(String line) {
        return (JsonObject) TestGateway.json(line);
    }

    private static String with(String text, List<String> lines) {
        return lines.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }

    /** How many lines it stands for that are not there. */
    private static long lines(String line) {
        Matcher number = LINES.matcher(line);
        return number.find() ? Long.parseLong(number.group(1)) : 0;
    }

    private static String text(JsonObject line, String name) {
        return line.get(name) instanceof JsonString text ? text.text() : "";
    }

    @Test
    void each_request_is_one_line_of_json_and_so_is_each_event() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("all", "json"))) {
            try (KeptClient client = new KeptClient(gateway.port())) {
                client.write("""
                        GET /page/7?token=s3cret HTTP/1.1\r
                        host: gateway\r
                        x-request-id: my-id\r
                        traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r
                        authorization: Bearer s3cret\r
                        \r
                        """);
                assertThat(client.read().status()).isEqualTo(200);
            }
            try (KeptClient client = new KeptClient(gateway.port())) {
                // No path parameter may hold a control character.
                assertThat(client.get("/plain/%0a%22%1b%5b31m").status()).isEqualTo(400);
            }
            try (KeptClient client = new KeptClient(gateway.port())) {
                client.write("GET http://user:s3cret@gateway/plain/1 HTTP/1.1\r\nhost: gateway\r\n\r\n");
                assertThat(client.read().status()).isBetween(200, 499);
            }
            try (KeptClient client = new KeptClient(gateway.port())) {
                client.write("GET /\u001b[31m HTTP/1.1\r\nhost: gateway\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(400);
            }
            try (KeptClient client = new KeptClient(gateway.port())) {
                assertThat(client.get("/nothing").status()).isEqualTo(404);
            }
            reload(gateway);
            gateway.signal("TERM");
            assertThat(gateway.end()).isZero();

            List<String> lines = gateway.lines();
            assertThat(lines).hasSize(5).allMatch(line -> text(json(line), "logger")
                    .equals("tributary.access"));
            // The order is that in which they ended: a line comes after its answer.
            String page = with("\"path\":\"/page/7\"", lines);
            assertThat(page)
                    .containsSubsequence(
                            "{\"time\":\"",
                            "\"level\":",
                            "\"logger\":",
                            "\"requestId\":\"my-id\"",
                            "\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"",
                            "\"client\":\"127.0.0.1\"",
                            "\"method\":\"GET\"",
                            "\"path\":\"/page/7\"",
                            "\"aggregate\":\"GET /page/{id}\"",
                            "\"protocol\":",
                            "\"status\":200",
                            "\"outcome\":\"partial\"",
                            "\"requestBytes\":0",
                            "\"responseBytes\":",
                            "\"elapsedMs\":",
                            "\"gatewayMs\":",
                            "\"calls\":[{\"name\":\"a\"",
                            "\"end\":\"answered\",\"status\":200",
                            "\"attempts\":1",
                            "\"name\":\"b\"",
                            "\"end\":\"defaulted\",\"reason\":\"connect-failed\"");
            assertThat(text(json(page), "time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(text(json(with("\"path\":\"/plain/%0a%22%1b%5b31m\"", lines)), "outcome"))
                    .isEqualTo("bad-request");
            assertThat(text(json(with("\"path\":\"/nothing\"", lines)), "outcome"))
                    .isEqualTo("not-found");
            assertThat(lines)
                    .filteredOn(line -> line.contains("\"outcome\":\"bad-request\""))
                    .hasSizeGreaterThan(1);
            List<String> events = gateway.errorLines();
            assertThat(String.join("\n", lines) + String.join("\n", events)).doesNotContain("s3cret");
            assertThat(events.stream().map(line -> text(json(line), "message")))
                    .filteredOn(message -> !message.startsWith("service "))
                    .satisfiesExactly(
                            reload -> assertThat(reload).endsWith("taken up as generation 2"),
                            begins -> assertThat(begins).startsWith("drain: begins"),
                            ended -> assertThat(ended).startsWith("drain: ended"));
        }
    }

    @Test
    void runs_of_jobs_and_schedules_have_lines_that_say_what_they_are() throws Exception {
        for (String format : List.of("json", "text")) {
            Path file = configuration("all", format);
            Files.writeString(
                    file,
                    Files.readString(file).replace("GET /plain/{id}:\n", "GET /plain/{id}:\n    async: true\n")
                            + "jobs: { store: " + folder.resolve(format) + " }\n"
                            + "schedules: { warm: { aggregate: GET /page/1, every: 1h } }\n");
            try (RunningProcess gateway = RunningProcess.start(file)) {
                try (KeptClient client = new KeptClient(gateway.port())) {
                    client.write("""
                            GET /plain/7 HTTP/1.1\r
                            host: gateway\r
                            x-request-id: my-id\r
                            prefer: respond-async, wait=20\r
                            \r
                            """);
                    assertThat(client.read().status()).isEqualTo(200);
                }
                eventually(
                        "the schedule's run",
                        () -> gateway.adminBody("/metrics"),
                        all -> all.contains(
                                "tributary_schedule_runs_total{outcome=\"failed\",task=\"schedule/warm\"} 1"));
                gateway.signal("TERM");
                assertThat(gateway.end()).isZero();
                List<String> lines = gateway.lines();
                String run = with("job", lines);
                String warm = with("warm", lines);
                if (format.equals("json")) {
                    assertThat(text(json(run), "via")).isEqualTo("job");
                    assertThat(text(json(run), "job")).matches("[A-Za-z0-9_-]{32}");
                    assertThat(text(json(run), "requestId")).isEqualTo("my-id");
                    assertThat(text(json(run), "client")).isEqualTo("127.0.0.1");
                    assertThat(text(json(warm), "schedule")).isEqualTo("warm");
                    assertThat(text(json(warm), "outcome")).isEqualTo("partial");
                } else {
                    assertThat(run)
                            .matches(".* status=200 outcome=ok .* client=127.0.0.1 protocol=inside via=job"
                                    + " job=[A-Za-z0-9_-]{32} .* id=my-id .* call.a=answered,200,\\S+");
                    assertThat(warm).contains(" via=schedule schedule=warm ");
                }
                assertThat(lines).filteredOn(line -> line.contains("my-id")).hasSize(2);
            }
        }
    }

    @Test
    void the_text_form_is_for_grep_and_a_reload_turns_the_log_on_and_off() throws Exception {
        Path file = configuration("off", "text");
        try (RunningProcess gateway = RunningProcess.start(file)) {
            try (KeptClient client = new KeptClient(gateway.port())) {
                client.get("/page/off");
                reload(gateway, "problems");
                client.get("/plain/well");
                client.get("/page/partial");
                reload(gateway, "all");
                client.get("/plain/all");
                reload(gateway, "off");
                client.get("/plain/off");
            }
            gateway.signal("TERM");
            assertThat(gateway.end()).isZero();
            List<String> lines = gateway.lines().stream()
                    .filter(line -> line.contains("tributary.access"))
                    .toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst())
                    .matches("\\S+Z INFO tributary.access status=200 outcome=partial ms=\\S+ own=\\S+ method=GET"
                            + " path=/page/partial aggregate=\"GET /page/\\{id}\" client=127.0.0.1 protocol=1.1 in=0"
                            + " out=\\d+ id=\\w+ trace=\\w{32} call.a=answered,200,\\S+ms,1"
                            + " call.b=defaulted,connect-failed,\\S+ms,1");
            assertThat(lines.getLast()).contains(" path=/plain/all ");
            assertThat(gateway.errorLines())
                    .filteredOn(line -> line.contains("taken up"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(line -> line.matches("\\S+Z INFO tributary.reload configuration .*"));
        }
    }

    /** Whoever has seen the change first: once this is answered it serves. */
    private void reload(RunningProcess gateway, String accessLog) throws Exception {
        configuration(accessLog, "text");
        reload(gateway);
    }

    private static void reload(RunningProcess gateway) throws IOException, InterruptedException {
        assertThat(gateway.adminPost("/reload")).isEqualTo(200);
    }

    @Test
    void standard_output_that_nobody_reads_harms_no_request() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("all", "json"));
                KeptClient client = new KeptClient(gateway.port())) {
            String target = "/plain/" + "x".repeat(7000);
            for (int i = 0; i < 900; i++) {
                assertThat(client.get(target).status()).isEqualTo(200);
            }
            Pattern full =
                    Pattern.compile("tributary_log_lines_dropped_total\\{log=\"requests\",reason=\"full\"} ([0-9.E]+)");
            Matcher dropped = full.matcher(gateway.adminBody("/metrics"));
            assertThat(dropped.find()).isTrue();
            assertThat(Double.parseDouble(dropped.group(1))).isGreaterThan(100);
            String line = gateway.line();
            int read = 0;
            while (!line.contains("\"dropped: ")) {
                assertThat(json(line)).isNotNull();
                read++;
                line = gateway.line();
            }
            assertThat(read).isGreaterThan(50);
            gateway.signal("TERM");
            List<String> rest = gateway.lines();
            assertThat(gateway.end()).isZero();
            rest.forEach(LogsTest::json);
            long lost = lines(line);
            for (String each : rest) {
                lost += lines(each);
                read += each.contains("\"dropped: ") ? 0 : 1;
            }
            assertThat(read + lost).isEqualTo(900);
        }
    }

    @Test
    void a_signal_loses_no_line_of_what_was_answered_and_a_flood_of_refusals_is_left_out_and_counted()
            throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("all", "json"))) {
            List<Callable<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(() -> ask(gateway.port()));
            }
            int answered = 0;
            long start = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Future<Integer> each : threads.invokeAll(clients)) {
                    answered += each.get();
                }
            }
            long seconds = (System.nanoTime() - start) / 1_000_000_000 + 1;
            gateway.signal("TERM");
            List<String> lines = gateway.lines();
            assertThat(gateway.end()).isZero();
            assertThat(answered).isEqualTo(8 * 200);
            assertThat(lines)
                    .filteredOn(line -> line.contains("\"status\":200"))
                    .hasSize(8 * 100);
            long refused = lines.stream()
                    .filter(line -> line.contains("\"status\":404"))
                    .count();
            long leftOut = lines.stream().mapToLong(LogsTest::lines).sum();
            // A hundred at once and as many a second: nearly all of them on a machine that is very slow.
            assertThat(refused).isBetween(100L, 100 * (seconds + 1));
            assertThat(refused + leftOut).isEqualTo(8 * 100);
        }
    }

    /** Half of it is answered, half refused, at once. */
    private static int ask(int port) throws IOException {
        int answered = 0;
        try (KeptClient client = new KeptClient(port)) {
            for (int i = 0; i < 100; i++) {
                client.write(
                        "GET /none HTTP/1.1\r\nhost: gateway\r\n\r\nGET /plain/1 HTTP/1.1\r\nhost: gateway\r\n\r\n");
                answered += client.read().status() == 404 ? 1 : 0;
                answered += client.read().status() == 200 ? 1 : 0;
            }
        }
        return answered;
    }
}
