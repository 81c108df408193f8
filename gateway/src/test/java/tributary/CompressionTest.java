package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.PackingGateway.EVENTS;
import static tributary.PackingGateway.LONG;
import static tributary.PackingGateway.ask;
import static tributary.PackingGateway.coding;
import static tributary.PackingGateway.get;
import static tributary.PackingGateway.head;
import static tributary.PackingGateway.text;
import static tributary.PackingGateway.vary;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are packed for clients that take them so. */
class CompressionTest {
    @TempDir
    Path folder;

    @AutoClose
    private PackingGateway packing;

    /** Else the client of the JDK would not send these. */
    @BeforeAll
    static void allow() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
    }

    @BeforeEach
    void start() throws IOException {
        packing = new PackingGateway(folder);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void packs_a_long_document_for_who_takes_it_so(HttpClient.Version version) throws Exception {
        try (TestGateway gateway = packing.start("")) {
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
        try (TestGateway gateway = packing.start("")) {
            HttpResponse<byte[]> response = get(gateway, target, "Accept-Encoding", field);
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(coding(response.headers())).isEqualTo(coding);
            assertThat(vary(response.headers())).isEqualTo(vary);
            assertThat(text(response)).startsWith("{");
            if (status == 406) {
                assertThat(text(response)).contains("urn:tributary:problem:not-acceptable");
                assertThat(packing.shop().requests()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "gzip;q=0"})
    void answers_head_as_get_without_the_body(String field) throws Exception {
        try (TestGateway gateway = packing.start("")) {
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
        try (TestGateway gateway = packing.start("")) {
            HttpResponse<byte[]> response =
                    get(gateway, "/long", "Accept-Encoding", "gzip", "Cache-Control", "no-cache, No-Transform");
            assertThat(coding(response.headers())).isEqualTo("none");
            assertThat(text(response)).isEqualTo(LONG);
        }
    }

    @Test
    void says_all_that_the_answer_depends_on() throws Exception {
        try (TestGateway gateway = packing.start("cors: { origins: [\"https://shop.example\"] }")) {
            String[] headers = {"Accept-Encoding", "gzip", "Origin", "https://shop.example"};
            HttpResponse<byte[]> response = get(gateway, "/long", headers);
            assertThat(vary(response.headers())).isEqualTo("Origin, Accept-Encoding");
            assertThat(vary(get(gateway, "/short", headers).headers())).isEqualTo("Origin");
            try (Socket client = gateway.asking("/stream", "Accept: " + EVENTS, "Accept-Encoding: gzip")) {
                assertThat(head(client.getInputStream())).contains("\nvary: origin, accept-encoding\n");
            }
        }
    }

    @Test
    void packs_problems_that_are_long_enough() throws Exception {
        try (TestGateway gateway = packing.start("compression: { min-size: 100, level: 9 }")) {
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
        Path file = Files.writeString(folder.resolve("gateway.yaml"), packing.configuration("compression: false"));
        try (TestGateway gateway = TestGateway.watching(file, Map.of())) {
            for (String field : List.of("gzip", "identity;q=0")) {
                HttpResponse<byte[]> response = get(gateway, "/long", "Accept-Encoding", field);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(coding(response.headers())).isEqualTo("none");
                assertThat(vary(response.headers())).isEqualTo("none");
            }
            Files.writeString(file, packing.configuration("compression: { min-size: 1MiB }"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            assertThat(coding(get(gateway, "/long", "Accept-Encoding", "gzip").headers()))
                    .isEqualTo("none");
            Files.writeString(file, packing.configuration("compression: true"));
            assertThat(gateway.adminPost("/reload").statusCode()).isEqualTo(200);
            assertThat(coding(get(gateway, "/long", "Accept-Encoding", "gzip").headers()))
                    .isEqualTo("gzip");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip;q=0", ";,=\"", "gzip;q=0.5,"})
    void takes_a_very_long_field_and_many_of_them(String piece) throws Exception {
        String some = piece.repeat(3000 / piece.length());
        try (TestGateway gateway = packing.start("");
                Socket client = gateway.asking(
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
}
