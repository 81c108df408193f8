package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are packed for clients that take them so. */
class CompressionTest {
    private static final String LONG = "{\"items\":[" + "{\"title\":\"a lamp\",\"price\":19.90},".repeat(100) + "0]}";
    private static final String EVENTS = "text/event-stream";

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private ServiceStub shop;
    private GatedService gated;

    /** Else the client of the JDK would not send these. */
    @BeforeAll
    static void allow() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
    }

    @BeforeEach
    void start() throws IOException {
        shop = ServiceStub.start()
                .answers("/long", LONG)
                .answers("/short", "{\"a\": 1}")
                .answers("/broken", 500, "{}");
        gated = GatedService.start(_ -> {
            gate.await(60, TimeUnit.SECONDS);
            return LONG;
        });
    }

    @AfterEach
    void stop() {
        gate.countDown();
        gated.close();
        shop.close();
    }

    private TestGateway gateway(String server) throws Exception {
        return TestGateway.of(configuration(server), Map.of());
    }

    private String configuration(String server) {
        return """
                server: { host: 127.0.0.1, port: 0, drain: 2s, %s }
                admin: { host: 127.0.0.1, port: 0 }
                jobs: { path: %s }
                services:
                  shop: { url: "%s", timeout: 25s }
                  gate: { url: "%s", timeout: 25s }
                aggregates:
                  GET /long: { calls: { a: { get: "shop:/long" } }, merge: flat }
                  GET /short: { calls: { a: { get: "shop:/short" } }, merge: flat }
                  GET /secret: { calls: { a: { get: "shop:/long" } }, compression: false }
                  GET /partial:
                    calls: { a: { get: "shop:/long" }, b: { get: "shop:/broken", optional: true } }
                  GET /broken: { calls: { a: { get: "shop:/broken" } } }
                  GET /later: { async: true, calls: { a: { get: "gate:/" } } }
                  GET /secret-later: { async: true, compression: false, calls: { a: { get: "gate:/" } } }
                  GET /stream:
                    stream: true
                    deadline: 25s
                    calls: { quick: { get: "shop:/long" }, late: { get: "gate:/" } }
                  GET /big:
                    stream: true
                    deadline: 25s
                    calls: { one: { get: "shop:/big" }, two: { get: "shop:/big" }, three: { get: "shop:/big" } }
                """.formatted(server, folder.resolve("jobs"), shop.url(), gated.url());
    }

    private static HttpResponse<byte[]> ask(
            TestGateway gateway, HttpClient.Version version, String method, String target, String... headers)
            throws Exception {
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(target))
                    .timeout(Duration.ofSeconds(30))
                    .method(method, BodyPublishers.noBody());
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }
    }

    private static HttpResponse<byte[]> get(TestGateway gateway, String target, String... headers) throws Exception {
        return ask(gateway, HttpClient.Version.HTTP_1_1, "GET", target, headers);
    }

    private static String text(HttpResponse<byte[]> response) throws IOException {
        byte[] body = response.body();
        boolean packed = coding(response.headers()).equals("gzip");
        try (InputStream in =
                packed ? new GZIPInputStream(new ByteArrayInputStream(body)) : new ByteArrayInputStream(body)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String coding(HttpHeaders headers) {
        return headers.firstValue("content-encoding").orElse("none");
    }

    private static String vary(HttpHeaders headers) {
        assertThat(headers.allValues("vary").size()).isLessThan(2);
        return headers.firstValue("vary").orElse("none");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void packs_a_long_document_for_who_takes_it_so(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpResponse<byte[]> plain = ask(gateway, version, "GET", "/long");
            HttpResponse<byte[]> packed =
                    ask(gateway, version, "GET", "/long", "Accept-Encoding", "gzip, deflate, br, zstd");

            assertThat(packed.version()).isEqualTo(version);
            assertThat(coding(packed.headers())).isEqualTo("gzip");
            assertThat(vary(packed.headers())).isEqualTo("Accept-Encoding");
            assertThat(packed.headers().firstValueAsLong("content-length")).hasValue(packed.body().length);
            assertThat(packed.body().length).isLessThan(LONG.length() / 5);
            assertThat(text(packed)).isEqualTo(LONG);
            assertThat(coding(plain.headers())).isEqualTo("none");
            assertThat(vary(plain.headers())).isEqualTo("Accept-Encoding");
            assertThat(text(plain)).isEqualTo(LONG);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/long | gzip;q=0.5 | 200 | gzip | Accept-Encoding",
                "/long | * | 200 | gzip | Accept-Encoding",
                "/long | gzip, identity;q=0 | 200 | gzip | Accept-Encoding",
                "/long | identity | 200 | none | Accept-Encoding",
                "/long | gzip;q=0 | 200 | none | Accept-Encoding",
                "/long | br | 200 | none | Accept-Encoding",
                "/long | '' | 200 | none | Accept-Encoding",
                "/long | gzip;q=high | 200 | none | Accept-Encoding",
                "/long | identity;q=0 | 406 | none | none",
                "/long | br, *;q=0 | 406 | none | none",
                "/short | gzip | 200 | none | none",
                "/short | gzip, *;q=0 | 200 | gzip | Accept-Encoding",
                "/broken | gzip, *;q=0 | 502 | none | none",
                "/secret | gzip | 200 | none | none",
                "/secret | identity;q=0 | 200 | none | none",
                "/partial | gzip | 200 | gzip | Accept-Encoding",
            })
    void does_what_the_field_says(String target, String field, int status, String coding, String vary)
            throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpResponse<byte[]> response = get(gateway, target, "Accept-Encoding", field);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(coding(response.headers())).isEqualTo(coding);
            assertThat(vary(response.headers())).isEqualTo(vary);
            assertThat(text(response)).startsWith("{");
            if (status == 406) {
                assertThat(text(response)).contains("urn:tributary:problem:not-acceptable");
                assertThat(shop.requests()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "gzip;q=0"})
    void answers_head_as_get_without_the_body(String field) throws Exception {
        try (TestGateway gateway = gateway("")) {
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<byte[]> get = ask(gateway, version, "GET", "/long", "Accept-Encoding", field);
                HttpResponse<byte[]> head = ask(gateway, version, "HEAD", "/long", "Accept-Encoding", field);
                assertThat(lasting(head.headers())).isEqualTo(lasting(get.headers()));
                assertThat(head.body()).isEmpty();
            }
        }
    }

    private static Map<String, List<String>> lasting(HttpHeaders headers) {
        Map<String, List<String>> lasting = new TreeMap<>(headers.map());
        lasting.keySet().removeAll(List.of("date", "x-request-id"));
        return lasting;
    }

    @Test
    void is_left_alone_by_who_wants_nothing_transformed() throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpResponse<byte[]> response =
                    get(gateway, "/long", "Accept-Encoding", "gzip", "Cache-Control", "no-cache, No-Transform");
            assertThat(coding(response.headers())).isEqualTo("none");
            assertThat(text(response)).isEqualTo(LONG);
        }
    }

    @Test
    void says_all_that_the_answer_depends_on() throws Exception {
        try (TestGateway gateway = gateway("cors: { origins: [\"https://shop.example\"] }")) {
            String[] headers = {"Accept-Encoding", "gzip", "Origin", "https://shop.example"};
            HttpResponse<byte[]> response = get(gateway, "/long", headers);
            assertThat(vary(response.headers())).isEqualTo("Origin, Accept-Encoding");
            assertThat(vary(get(gateway, "/short", headers).headers())).isEqualTo("Origin");
            try (Socket client = asking(gateway, "/stream", "Accept: " + EVENTS, "Accept-Encoding: gzip")) {
                assertThat(head(client.getInputStream())).contains("\nvary: origin, accept-encoding\n");
            }
        }
    }

    @Test
    void packs_problems_that_are_long_enough() throws Exception {
        try (TestGateway gateway = gateway("compression: { min-size: 100, level: 9 }")) {
            HttpResponse<byte[]> problem = get(gateway, "/broken", "Accept-Encoding", "gzip");
            assertThat(problem.statusCode()).isEqualTo(502);
            assertThat(problem.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(coding(problem.headers())).isEqualTo("gzip");
            assertThat(text(problem)).contains("urn:tributary:problem:bad-status");
            HttpResponse<byte[]> unknown = get(gateway, "/nowhere", "Accept-Encoding", "gzip");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(coding(unknown.headers())).isEqualTo("gzip");
            assertThat(text(unknown)).contains("urn:tributary:problem:not-found");
        }
    }

    @Test
    void can_be_switched_off_and_on_while_it_serves() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), configuration("compression: false"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            for (String field : List.of("gzip", "identity;q=0")) {
                HttpResponse<byte[]> response = get(gateway, "/long", "Accept-Encoding", field);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(coding(response.headers())).isEqualTo("none");
                assertThat(vary(response.headers())).isEqualTo("none");
            }
            Files.writeString(file, configuration("compression: { min-size: 1MiB }"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            assertThat(coding(get(gateway, "/long", "Accept-Encoding", "gzip").headers()))
                    .isEqualTo("none");
            Files.writeString(file, configuration("compression: true"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            assertThat(coding(get(gateway, "/long", "Accept-Encoding", "gzip").headers()))
                    .isEqualTo("gzip");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip;q=0", ";,=\"", "gzip;q=0.5,"})
    void takes_a_very_long_field_and_many_of_them(String piece) throws Exception {
        String some = piece.repeat(3000 / piece.length());
        try (TestGateway gateway = gateway("");
                Socket client = asking(
                        gateway,
                        "/long",
                        "Connection: close",
                        "Accept-Encoding: " + some,
                        "Accept-Encoding: " + some,
                        "Accept-Encoding: gzip",
                        "Accept-Encoding: " + some,
                        "Accept-Encoding: " + some)) {
            boolean packed = piece.equals("gzip;q=0.5,");
            String head = head(client.getInputStream());
            assertThat(head).startsWith("http/1.1 200 ");
            assertThat(head.contains("\ncontent-encoding: gzip\n")).isEqualTo(packed);
            byte[] body = client.getInputStream().readAllBytes();
            assertThat(head).contains("\ncontent-length: " + body.length + "\n");
        }
    }

    private static Socket asking(TestGateway gateway, String target, String... fields) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.setSoTimeout(30_000);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        client.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** In lower case, with plain line ends. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        return head.toString().toLowerCase(java.util.Locale.ROOT).replace("\r", "");
    }

    private static HttpResponse<InputStream> stream(
            HttpClient client, TestGateway gateway, String target, String accept) throws Exception {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(gateway.uri(target))
                        .headers("Accept", accept, "Accept-Encoding", "gzip")
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(coding(response.headers())).isEqualTo("gzip");
        assertThat(vary(response.headers())).isEqualTo("Accept-Encoding");
        return response;
    }

    /** What has come once {@code end} has; the inflater in here gives whatever can be unpacked. */
    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            assertThat(next).as(text.toString()).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, text/event-stream",
        "HTTP_2, text/event-stream",
        "HTTP_1_1, application/x-ndjson",
        "HTTP_2, application/x-ndjson"
    })
    void a_streams_part_can_be_unpacked_while_others_are_waited_for(HttpClient.Version version, String accept)
            throws Exception {
        try (TestGateway gateway = gateway("");
                HttpClient client = HttpClient.newBuilder().version(version).build()) {
            HttpResponse<InputStream> response = stream(client, gateway, "/stream", accept);
            assertThat(response.version()).isEqualTo(version);
            try (InputStream in = new GZIPInputStream(response.body(), 1)) {
                assertThat(until(in, LONG)).contains("quick").doesNotContain("late");
                eventually("the late call is asked for", gated::requests, asked -> asked == 1);
                gate.countDown();
                assertThat(until(in, LONG)).contains("late");
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("end")
                        .contains("\"outcome\":\"ok\"");
            }
        }
    }

    @Test
    void tells_how_much_was_packed() throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpResponse<byte[]> document = get(gateway, "/long", "Accept-Encoding", "gzip");
            gate.countDown();
            HttpResponse<byte[]> parts = get(gateway, "/stream", "Accept", EVENTS, "Accept-Encoding", "gzip");
            long plain = (long) LONG.length() + text(parts).length();
            long packed = (long) document.body().length + parts.body().length;
            assertThat(gateway.admin("/metrics").body())
                    .contains("\ntributary_compression_plain_bytes_total " + (double) plain + "\n")
                    .contains("\ntributary_compression_packed_bytes_total " + (double) packed + "\n");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void ends_a_packed_stream_whose_reader_leaves(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = gateway("")) {
            HttpClient client = HttpClient.newBuilder().version(version).build();
            try (client;
                    InputStream in = new GZIPInputStream(
                            stream(client, gateway, "/stream", EVENTS).body(), 1)) {
                until(in, LONG);
                eventually("the late call is under way", gateway.gateway()::callsInFlight, calls -> calls == 1);
                client.shutdownNow();
            }
            eventually("it was cancelled", gateway.gateway()::callsInFlight, calls -> calls == 0);
            eventually("it has ended", gateway.gateway()::requestsUnderWay, requests -> requests == 0);
        }
    }

    @Test
    void a_slow_reader_of_a_packed_stream_is_ended() throws Exception {
        byte[] noise = new byte[3 * 1024 * 1024];
        new Random(7).nextBytes(noise);
        shop.answers("/big", "\"" + Base64.getEncoder().encodeToString(noise) + "\"");
        try (TestGateway gateway = gateway("write-timeout: 3s");
                Socket slow = asking(gateway, "/big", "Accept: " + EVENTS, "Accept-Encoding: gzip")) {
            eventually("it is served", gateway.gateway()::requestsUnderWay, requests -> requests == 1);
            HttpResponse<byte[]> other = get(gateway, "/big", "Accept", EVENTS, "Accept-Encoding", "gzip");
            assertThat(text(other)).contains("event: end").hasSizeGreaterThan(12 * 1024 * 1024);
            eventually("it was ended", gateway.gateway()::requestsUnderWay, requests -> requests == 0);
            assertThat(head(slow.getInputStream())).contains("\ncontent-encoding: gzip\n");
        }
    }

    @Test
    void packs_what_is_told_of_jobs() throws Exception {
        try (TestGateway gateway = gateway("");
                HttpClient client = HttpClient.newHttpClient()) {
            String job = get(gateway, "/later", "Prefer", "respond-async")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            try (InputStream in = new GZIPInputStream(
                    stream(client, gateway, job + "/events", EVENTS).body(), 1)) {
                assertThat(until(in, "\n\n")).contains(":");
                until(in, "event: progress");
                gate.countDown();
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("event: end", LONG);
            }
            HttpResponse<byte[]> result = get(gateway, job, "Accept-Encoding", "gzip");
            assertThat(coding(result.headers())).isEqualTo("gzip");
            assertThat(text(result)).contains("\"state\":\"succeeded\"", LONG);
            HttpResponse<byte[]> head =
                    ask(gateway, HttpClient.Version.HTTP_1_1, "HEAD", job + "/events", "Accept-Encoding", "gzip");
            assertThat(coding(head.headers())).isEqualTo("gzip");
        }
    }

    @Test
    void does_not_pack_the_result_of_a_job_whose_aggregate_is_left_out() throws Exception {
        gate.countDown();
        try (TestGateway gateway = gateway("")) {
            HttpResponse<byte[]> waited =
                    get(gateway, "/secret-later", "Prefer", "respond-async, wait=10", "Accept-Encoding", "gzip");
            String job = waited.headers().firstValue("content-location").orElseThrow();
            assertThat(coding(waited.headers())).isEqualTo("none");
            HttpResponse<byte[]> result = get(gateway, job, "Accept-Encoding", "gzip");
            assertThat(coding(result.headers())).isEqualTo("none");
            assertThat(text(result)).contains(LONG);
            HttpResponse<byte[]> events = get(gateway, job + "/events", "Accept-Encoding", "gzip");
            assertThat(coding(events.headers())).isEqualTo("none");
            assertThat(text(events)).contains("event: end");
        }
    }
}
