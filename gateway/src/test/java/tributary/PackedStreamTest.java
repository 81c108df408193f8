package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.PackingGateway.EVENTS;
import static tributary.PackingGateway.LONG;
import static tributary.PackingGateway.ask;
import static tributary.PackingGateway.coding;
import static tributary.PackingGateway.get;
import static tributary.PackingGateway.head;
import static tributary.PackingGateway.text;
import static tributary.PackingGateway.vary;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams, and what is told of jobs, packed for clients that take them so. */
class PackedStreamTest {
    @TempDir
    Path folder;

    @AutoClose
    private PackingGateway packing;

    @BeforeEach
    void start() throws IOException {
        packing = new PackingGateway(folder);
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
        try (TestGateway gateway = packing.start("");
                HttpClient client = HttpClient.newBuilder().version(version).build()) {
            HttpResponse<InputStream> response = stream(client, gateway, "/stream", accept);
            assertThat(response.version()).isEqualTo(version);
            try (InputStream in = new GZIPInputStream(response.body(), 1)) {
                assertThat(until(in, LONG)).contains("quick").doesNotContain("late");
                eventually("the late call is asked for", packing::late, asked -> asked == 1);
                packing.open();
                assertThat(until(in, LONG)).contains("late");
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("end")
                        .contains("\"outcome\":\"ok\"");
            }
        }
    }

    @Test
    void tells_how_much_was_packed() throws Exception {
        try (TestGateway gateway = packing.start("")) {
            HttpResponse<byte[]> document = get(gateway, "/long", "Accept-Encoding", "gzip");
            packing.open();
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
        try (TestGateway gateway = packing.start("")) {
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
        packing.shop().answers("/big", "\"" + Base64.getEncoder().encodeToString(noise) + "\"");
        try (TestGateway gateway = packing.start("write-timeout: 3s");
                Socket slow = gateway.asking("/big", "Accept: " + EVENTS, "Accept-Encoding: gzip")) {
            eventually("it is served", gateway.gateway()::requestsUnderWay, requests -> requests == 1);
            HttpResponse<byte[]> other = get(gateway, "/big", "Accept", EVENTS, "Accept-Encoding", "gzip");
            assertThat(text(other)).contains("event: end").hasSizeGreaterThan(12 * 1024 * 1024);
            eventually("it was ended", gateway.gateway()::requestsUnderWay, requests -> requests == 0);
            assertThat(head(slow.getInputStream())).contains("\ncontent-encoding: gzip\n");
        }
    }

    @Test
    void packs_what_is_told_of_jobs() throws Exception {
        try (TestGateway gateway = packing.start("");
                HttpClient client = HttpClient.newHttpClient()) {
            String job = get(gateway, "/later", "Prefer", "respond-async")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            try (InputStream in = new GZIPInputStream(
                    stream(client, gateway, job + "/events", EVENTS).body(), 1)) {
                assertThat(until(in, "\n\n")).contains(":");
                until(in, "event: progress");
                packing.open();
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
        packing.open();
        try (TestGateway gateway = packing.start("")) {
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
