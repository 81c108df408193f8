package tributary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.TestGateway.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;

/** What the admin listener gives the dashboard, as a program sees it. */
class DashboardTest {
    private static final int MOST = 32;

    private static final String SECTIONS = """
            services:
              shop: { url: "${SHOP}" }
            aggregates:
              GET /page/{id}:
                calls:
                  product: { get: "shop:/products/{path.id}" }
                  seller: { get: "shop:/sellers/{product.seller}", optional: true }
            """;

    @TempDir
    Path folder;

    /** One who watches, by a socket. */
    private static final class Watcher implements AutoCloseable {
        private final Socket socket = new Socket();
        private final BufferedReader reader;

        Watcher(int port, int receiveBuffer) throws IOException {
            socket.setReceiveBufferSize(receiveBuffer);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("GET /dashboard/events HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        static Watcher of(TestGateway gateway) throws IOException {
            return new Watcher(gateway.gateway().adminPort(), 64 * 1024);
        }

        /** The next line that begins so; null at the end. */
        @Nullable
        String line(String prefix) throws IOException {
            String line = reader.readLine();
            while (line != null && !line.startsWith(prefix)) {
                line = reader.readLine();
            }
            return line;
        }

        JsonObject snapshot() throws IOException {
            line("event: snapshot");
            String data = Objects.requireNonNull(line("data: "));
            return (JsonObject) json(data.substring("data: ".length()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String number(JsonObject snapshot, String member) {
        JsonObject total = (JsonObject) Objects.requireNonNull(snapshot.get("total"));
        return ((JsonNumber) Objects.requireNonNull(total.get(member))).text();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/dashboard/main.js, text/javascript",
        "/dashboard/dashboard.css, text/css",
        "/dashboard/icon.svg, image/svg+xml",
        "/dashboard/uplot/uPlot.iife.min.js, text/javascript",
        "/dashboard/uplot/LICENSE, text/plain"
    })
    void gives_the_page_and_what_it_needs_and_lets_a_browser_take_nothing_else(String path, String type)
            throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url()))) {
            HttpResponse<String> answer = gateway.admin(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isNotEmpty();
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void tells_each_second_what_happened_in_the_last_ten() throws Exception {
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url()));
                Watcher watcher = Watcher.of(gateway)) {
            shop.answers("/products/7", "{\"seller\": 3}");
            shop.answers("/sellers/3", 500, "{}");
            assertThat(number(watcher.snapshot(), "partial")).isEqualTo("0");
            gateway.get("/page/7");
            gateway.get("/page/7");
            gateway.get("/nowhere");
            JsonObject seen = eventually(
                    "a snapshot with three requests",
                    watcher::snapshot,
                    snapshot -> number(snapshot, "partial").equals("2")
                            && number(snapshot, "refused").equals("1"));
            assertThat(number(seen, "ok")).isEqualTo("0");
            assertThat(seen.toString())
                    .contains(
                            "\"name\":\"seller\",\"service\":\"shop\",\"optional\":true,\"answered\":0,\"skipped\":0,\"failed\":2")
                    .contains("\"kind\":\"partial\"")
                    .contains("\"call\":\"seller\",\"service\":\"shop\",\"reason\":\"bad-status\"");
            try (Watcher later = Watcher.of(gateway)) {
                assertThat(later.line("event: history")).isNotNull();
                assertThat(later.line("data: [["))
                        .as("the points of the charts, for one who comes later")
                        .isNotNull();
            }
        }
    }

    @Test
    void admits_no_more_viewers_than_it_says_and_another_when_one_leaves() throws Exception {
        List<Watcher> watchers = new ArrayList<>();
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url()))) {
            for (int i = 0; i < MOST; i++) {
                Watcher watcher = Watcher.of(gateway);
                watchers.add(watcher);
                assertThat(watcher.line("HTTP/1.1 200")).isNotNull();
            }
            HttpResponse<String> refused = gateway.admin("/dashboard/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            watchers.removeFirst().close();
            eventually("a place that is free again", () -> status(gateway), line -> line.startsWith("HTTP/1.1 200"));
            for (Watcher each : watchers) {
                each.close();
            }
            watchers.clear();
            eventually(
                    "the thread that tells, of whom nobody wants to know",
                    () -> gateway.admin("/threads").body(),
                    dump -> !dump.contains("DashboardEvents"));
        }
    }

    private static String status(TestGateway gateway) throws IOException {
        try (Watcher watcher = Watcher.of(gateway)) {
            return Objects.requireNonNull(watcher.line("HTTP/1.1"));
        }
    }

    @Test
    void one_who_does_not_read_keeps_neither_another_nor_the_end_waiting() throws Exception {
        String many = IntStream.range(0, 3000)
                .mapToObj("  GET /some/rather/long/path/of/aggregate/%d: { calls: { a: { get: shop:/a } } }"::formatted)
                .collect(Collectors.joining("\n"));
        long start;
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(
                        "services: { shop: { url: \"${SHOP}\" } }\naggregates:\n" + many + "\n",
                        Map.of("SHOP", shop.url()));
                Watcher slow = new Watcher(gateway.gateway().adminPort(), 4 * 1024);
                Watcher quick = Watcher.of(gateway)) {
            assertThat(slow.line("HTTP/1.1 200")).isNotNull();
            // A megabyte each: more than the kernel keeps for one who does not read.
            for (int i = 0; i < 4; i++) {
                assertThat(quick.snapshot().get("total")).isNotNull();
            }
            start = System.nanoTime();
            gateway.gateway().close();
            assertThat(quick.line("event: none")).as("the stream's end").isNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        eventually("threads that tell", Threads::live, dump -> !dump.contains("DashboardEvents"));
    }

    @Test
    void counts_limits_by_the_tier_of_the_client() throws Exception {
        Path keys = folder.resolve("keys.json");
        // The digest of "gold-key".
        Files.writeString(keys, """
                [{ "sha256": "%s", "owner": "shop", "tier": "gold" }]""".formatted(Sha256.of("gold-key")));
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.start(
                        SECTIONS.replace("calls:", "auth: optional\n    calls:") + """
                        auth: { api-keys: { header: x-api-key, file: "%s" } }
                        limits: { per-client: { rate: 1/m, burst: 1, tiers: { gold: { rate: 100/s, burst: 100 } } } }
                        """.formatted(keys),
                        Map.of("SHOP", shop.url()));
                Watcher watcher = Watcher.of(gateway)) {
            shop.answers("/products/7", "{\"seller\": 3}");
            shop.answers("/sellers/3", "{}");
            watcher.snapshot();
            for (int i = 0; i < 3; i++) {
                assertThat(gateway.get("/page/7", "x-api-key", "gold-key").statusCode())
                        .isEqualTo(200);
                gateway.get("/page/7");
            }
            eventually(
                    "limits by tier",
                    () -> watcher.snapshot().toString(),
                    text -> text.contains("\"gold\":{\"granted\":3}") && text.contains("\"refused\":2"));
        }
    }
}
