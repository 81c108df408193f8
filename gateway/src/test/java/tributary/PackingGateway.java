package tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** What stands behind a gateway that packs its answers, how such a gateway is started, and how it is asked. */
final class PackingGateway implements AutoCloseable {
    static final String LONG = "{\"items\":[" + "{\"title\":\"a lamp\",\"price\":19.90},".repeat(100) + "0]}";
    static final String EVENTS = "text/event-stream";

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Path folder;
    private final ServiceStub shop;
    private final GatedService gated;

    /** Keeps jobs in {@code folder}. */
    PackingGateway(Path folder) throws IOException {
        this.folder = folder;
        shop = ServiceStub.start()
                .answers("/long", LONG)
                .answers("/short", "{\"a\": 1}")
                .answers("/broken", 500, "{}");
        gated = GatedService.start(_ -> {
            gate.await(60, TimeUnit.SECONDS);
            return LONG;
        });
    }

    ServiceStub shop() {
        return shop;
    }

    /** How many requests have come for what is answered once it may be. */
    int late() {
        return gated.requests();
    }

    /** From now on nothing is waited for. */
    void open() {
        gate.countDown();
    }

    /** Starts one; {@code server} is more of the server's settings. */
    TestGateway start(String server) throws Exception {
        return TestGateway.of(configuration(server), Map.of());
    }

    String configuration(String server) {
        return """
                server: { host: 127.0.0.1, port: 0, drain: 2s, %s }
                admin: { host: 127.0.0.1, port: 0 }
                jobs: { store: %s }
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

    static HttpResponse<byte[]> ask(
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

    static HttpResponse<byte[]> get(TestGateway gateway, String target, String... headers) throws Exception {
        return ask(gateway, HttpClient.Version.HTTP_1_1, "GET", target, headers);
    }

    static String text(HttpResponse<byte[]> response) throws IOException {
        byte[] body = response.body();
        boolean packed = coding(response.headers()).equals("gzip");
        try (InputStream in =
                packed ? new GZIPInputStream(new ByteArrayInputStream(body)) : new ByteArrayInputStream(body)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String coding(HttpHeaders headers) {
        return headers.firstValue("content-encoding").orElse("none");
    }

    static String vary(HttpHeaders headers) {
        assertThat(headers.allValues("vary").size()).isLessThan(2);
        return headers.firstValue("vary").orElse("none");
    }

    /** In lower case, with plain line ends. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as(head.toString()).isNotNegative();
            head.append((char) next);
        }
        return head.toString().toLowerCase(java.util.Locale.ROOT).replace("\r", "");
    }

    @Override
    public void close() {
        open();
        gated.close();
        shop.close();
    }
}
