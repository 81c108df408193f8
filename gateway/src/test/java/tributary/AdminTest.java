package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.TestGateway.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.json.JsonObject;

/** The pages of the admin listener. */
class AdminTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private PlainService service;
    private Gateway gateway;
    private List<Path> earlier;

    @BeforeEach
    void start() throws Exception {
        service = new PlainService("{}");
        earlier = allScratchFolders();
        gateway = TestGateway.plain("""
                server: { host: 127.0.0.1, port: 0, drain: 0s }
                admin: { host: 127.0.0.1, port: 0 }
                services: { service: { url: %s, timeout: 30s } }
                aggregates:
                  GET /slow:
                    deadline: 30s
                    calls: { a: { get: service:/slow } }
                  GET /slow/twice:
                    deadline: 30s
                    calls: { a: { get: service:/slow }, b: { get: service:/slow } }
                """.formatted(service.url()));
    }

    @AfterEach
    void stop() {
        http.close();
        gateway.close();
        service.close();
        assertThat(gateway.callsInFlight()).isZero();
        assertThat(FlightRecorder.getFlightRecorder().getRecordings())
                .as("recordings that go on")
                .isEmpty();
    }

    private HttpRequest request(String method, String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + target))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private HttpResponse<String> send(String method, String target) throws IOException, InterruptedException {
        return http.send(request(method, target), BodyHandlers.ofString());
    }

    private static List<Path> allScratchFolders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("tributary-admin-"))
                    .toList();
        }
    }

    /** Of this test: what was killed earlier may have left some. */
    private long scratchFolders() throws IOException {
        return allScratchFolders().stream()
                .filter(folder -> !earlier.contains(folder))
                .count();
    }

    @Test
    void says_that_it_has_started() throws Exception {
        assertThat(send("GET", "/health/started").statusCode()).isEqualTo(200);
        HttpResponse<String> head = send("HEAD", "/health/started");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void shows_the_plan_of_each_aggregate() throws Exception {
        JsonObject plan = (JsonObject) json(send("GET", "/plan").body());
        assertThat(plan.names()).containsExactly("generation", "aggregates");
        assertThat(plan.get("aggregates").toString())
                .contains("GET /slow", "\"deadlineMs\":30000", "\"auth\":\"none\",\"cost\":1,\"priority\":\"default\"");
    }

    @Test
    void shows_the_threads_of_a_request_below_its_scope() throws Exception {
        service.hold("/slow");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/slow/twice");
            eventually("requests to the service", service::asked, asked -> asked == 1);
            HttpResponse<String> dump = send("GET", "/threads");
            assertThat(dump.statusCode()).isEqualTo(200);
            assertThat(json(dump.body())).isInstanceOf(JsonObject.class);
            assertThat(dump.body()).contains("StructuredTaskScope", "tributary.engine.FanOut.runLane");
        }
        eventually("scratch folders", this::scratchFolders, count -> count == 0);
    }

    @Test
    void records_for_as_long_as_it_is_told() throws Exception {
        HttpResponse<byte[]> recording = http.send(request("GET", "/jfr?seconds=1"), BodyHandlers.ofByteArray());
        assertThat(recording.statusCode()).isEqualTo(200);
        Path file = folder.resolve("recording.jfr");
        Files.copy(new ByteArrayInputStream(recording.body()), file);
        assertThat(RecordingFile.readAllEvents(file)).isNotEmpty();
        eventually("scratch folders", this::scratchFolders, count -> count == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jfr", "/jfr?seconds=0", "/jfr?seconds=301", "/jfr?seconds=-1", "/jfr?seconds=soon"})
    void minds_how_long_to_record(String target) throws Exception {
        assertThat(send("GET", target).statusCode()).isEqualTo(400);
    }

    @Test
    void records_one_at_a_time_and_stops_with_the_gateway() throws Exception {
        CompletableFuture<HttpResponse<String>> first =
                http.sendAsync(request("GET", "/jfr?seconds=300"), BodyHandlers.ofString());
        eventually(
                "recordings",
                () -> FlightRecorder.getFlightRecorder().getRecordings().size(),
                size -> size == 1);
        assertThat(send("GET", "/jfr?seconds=1").statusCode()).isEqualTo(503);
        gateway.close();
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
        eventually("scratch folders", this::scratchFolders, count -> count == 0);
    }

    @Test
    void a_recording_ends_when_its_client_leaves() throws Exception {
        try (KeptClient client = new KeptClient(gateway.adminPort())) {
            client.send("/jfr?seconds=300");
            eventually(
                    "recordings",
                    () -> FlightRecorder.getFlightRecorder().getRecordings().size(),
                    size -> size == 1);
        }
        eventually(
                "recordings",
                () -> FlightRecorder.getFlightRecorder().getRecordings().size(),
                size -> size == 0);
        eventually("scratch folders", this::scratchFolders, count -> count == 0);
        eventually("another one", () -> send("GET", "/jfr?seconds=1").statusCode(), status -> status == 200);
    }

    @Test
    void answers_what_it_does_not_have_with_a_problem() throws Exception {
        HttpResponse<String> unknown = send("GET", "/nothing");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(unknown.body()).contains("urn:tributary:problem:not-found");
        HttpResponse<String> other = send("DELETE", "/reload");
        assertThat(other.statusCode()).isEqualTo(405);
        assertThat(other.headers().firstValue("allow")).contains("GET, POST, HEAD");
    }

    @Test
    void the_head_of_a_thread_dump_has_no_body_and_the_connection_goes_on() throws IOException {
        String head = "HEAD /threads HTTP/1.1\r\nHost: a\r\n\r\n";
        String next = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.adminPort())) {
            socket.getOutputStream().write((head + next).getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers)
                    .doesNotContain("threadDump")
                    .contains("\r\n\r\nHTTP/1.1 200")
                    .endsWith("{\"status\":\"UP\"}");
        }
    }

    @Test
    void a_path_that_cannot_be_decoded_is_the_clients_mistake() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.adminPort())) {
            socket.getOutputStream()
                    .write("GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("bad-request");
        }
    }
}
