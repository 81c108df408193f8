package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.TestGateway.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** Documents sent part by part. */
class StreamTest {
    private static final String EVENTS = "text/event-stream";
    private static final String LINES = "application/x-ndjson";
    private static final String SECTIONS = """
            services:
              shop: { url: "${SHOP}", timeout: 20s }
              gate: { url: "${GATE}", timeout: 20s }
            aggregates:
              GET /calls:
                stream: true
                deadline: 20s
                calls:
                  quick: { get: "shop:/quick" }
                  late: { get: "gate:/late" }
                  broken: { get: "shop:/broken", optional: true, default: [] }
              GET /needed:
                stream: true
                calls:
                  quick: { get: "shop:/quick" }
                  broken: { get: "shop:/broken" }
              GET /members:
                stream: true
                deadline: 20s
                calls:
                  quick: { get: "shop:/quick" }
                  stock: { for-each: quick.items, get: "shop:/stock/{item.id}", attach: stock }
                  late: { get: "gate:/late" }
                response:
                  title: "{quick.title}"
                  both: "{quick.title} {late.title}"
                  items: "{quick.items}"
                  fixed: 7
              GET /slow:
                stream: true
                deadline: 3s
                calls:
                  quick: { get: "shop:/quick" }
                  late: { get: "gate:/late", optional: true }
              GET /nothing:
                stream: true
                calls: { quick: { get: "shop:/quick" } }
                response: {}
              GET /discreet:
                stream: true
                partial: { problems: false }
                calls: { broken: { get: "shop:/broken", optional: true, default: [] } }
              GET /constant/{id}:
                stream: true
                deadline: 5s
                calls: { late: { get: "gate:/late" } }
                response: { id: "{path.id}", late: "{late}", fixed: 1 }
              GET /plain:
                calls:
                  quick: { get: "shop:/quick" }
            """;

    /** A gateway before a service that answers at once and one that waits until it is let go. */
    private static final class Rig implements AutoCloseable {
        private final CountDownLatch gate = new CountDownLatch(1);
        private final ServiceStub shop = ServiceStub.start();
        private final GatedService gated;
        private final TestGateway gateway;
        private final HttpClient client;

        Rig(HttpClient.Version version) throws Exception {
            client = HttpClient.newBuilder().version(version).build();
            shop.answers("/quick", "{\"title\":\"Lamp\",\n \"items\": [{\"id\": 1}, {\"id\": 2}]}")
                    .answers("/broken", 500, "{}")
                    .answers("/stock/1", "{\"left\": 4}")
                    .answers("/stock/2", "{\"left\": 0}");
            gated = GatedService.start(_ -> {
                gate.await(60, TimeUnit.SECONDS);
                return "{\"title\": \"Late\"}";
            });
            gateway = TestGateway.start(SECTIONS, Map.of("SHOP", shop.url(), "GATE", gated.url()));
        }

        void open() {
            gate.countDown();
        }

        Parts ask(String target, String accept) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(gateway.uri(target))
                    .header("Accept", accept)
                    .timeout(Duration.ofSeconds(30))
                    .build();
            return new Parts(client.send(request, BodyHandlers.ofInputStream()));
        }

        @Override
        public void close() {
            open();
            client.shutdownNow();
            gateway.close();
            gated.close();
            shop.close();
        }
    }

    /** One part as it came. */
    private record Came(String name, String id, JsonValue data) {}

    /** Reads parts one by one. */
    private record Parts(HttpResponse<InputStream> response, BufferedReader lines) implements AutoCloseable {
        Parts(HttpResponse<InputStream> response) {
            this(response, new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
        }

        /** The next event; null at the end. */
        @Nullable
        Came event() throws Exception {
            String name = "";
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    return new Came(name, id, json(line.substring(6)));
                }
            }
            return null;
        }

        List<Came> events() throws Exception {
            List<Came> all = new ArrayList<>();
            for (Came next = event(); next != null; next = event()) {
                all.add(next);
            }
            return all;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private static JsonValue member(@Nullable JsonValue object, String name) {
        return Objects.requireNonNull(((JsonObject) Objects.requireNonNull(object)).get(name), name);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sends_each_calls_value_as_it_comes(HttpClient.Version version) throws Exception {
        try (Rig rig = new Rig(version);
                Parts parts = rig.ask("/calls", EVENTS)) {
            assertThat(parts.response().headers().firstValue("content-type")).contains(EVENTS);
            assertThat(parts.response().headers().firstValue("x-request-id")).isPresent();
            // The late call is still waiting: both others have come, in whatever order.
            Came one = Objects.requireNonNull(parts.event());
            Came two = Objects.requireNonNull(parts.event());
            assertThat(List.of(one.name(), two.name())).containsExactlyInAnyOrder("quick", "broken");
            Came broken = one.name().equals("broken") ? one : two;
            Came quick = one.name().equals("broken") ? two : one;
            assertThat(member(quick.data(), "title")).isEqualTo(JsonString.of("Lamp"));
            assertThat(member(broken.data(), "reason")).isEqualTo(JsonString.of("bad-status"));
            rig.open();
            List<Came> rest = parts.events();
            assertThat(rest).extracting(Came::name).containsExactly("late", "end");
            assertThat(rest).extracting(Came::id).containsExactly("3", "4");
            assertThat(member(rest.getLast().data(), "outcome")).isEqualTo(JsonString.of("partial"));
            assertThat(member(member(rest.getLast().data(), "problems"), "broken"))
                    .isNotNull();
        }
    }

    @Test
    void sends_lines_to_who_wants_lines() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1)) {
            rig.open();
            try (Parts parts = rig.ask("/calls", LINES)) {
                List<String> lines = parts.lines().lines().toList();
                assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(json(line))
                        .isInstanceOf(JsonObject.class));
                assertThat(lines).anyMatch(line -> line.startsWith("{\"call\":\"quick\",\"value\":{"));
                assertThat(lines).anyMatch(line -> line.startsWith("{\"call\":\"broken\",\"problem\":{"));
                assertThat(lines.getLast()).startsWith("{\"end\":{");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void sends_each_member_of_a_response_once_all_it_needs_is_there(HttpClient.Version version) throws Exception {
        try (Rig rig = new Rig(version);
                Parts parts = rig.ask("/members", EVENTS)) {
            List<Came> early = List.of(
                    Objects.requireNonNull(parts.event()),
                    Objects.requireNonNull(parts.event()),
                    Objects.requireNonNull(parts.event()));
            assertThat(early).extracting(Came::name).containsExactlyInAnyOrder("title", "fixed", "items");
            assertThat(early.getLast().name()).isEqualTo("items");
            assertThat(early.getLast().data().toString()).contains("\"left\": 4", "\"left\": 0");
            rig.open();
            List<Came> rest = parts.events();
            assertThat(rest).extracting(Came::name).containsExactly("both", "end");
            assertThat(rest.getFirst().data()).isEqualTo(JsonString.of("Lamp Late"));
        }
    }

    @Test
    void sends_at_once_what_needs_no_call() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1);
                Parts parts = rig.ask("/constant/7", LINES)) {
            assertThat(parts.lines().readLine()).isEqualTo("{\"call\":\"id\",\"value\":\"7\"}");
            assertThat(parts.lines().readLine()).isEqualTo("{\"call\":\"fixed\",\"value\":1}");
            rig.open();
            assertThat(parts.lines().readLine()).contains("\"call\":\"late\"");
        }
    }

    @Test
    void sends_no_more_than_the_document_would_hold() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1)) {
            assertThat(rig.gateway.get("/nothing", "Accept", LINES).body())
                    .isEqualTo("{\"end\":{\"outcome\":\"ok\"}}\n");
            assertThat(rig.gateway.get("/discreet", "Accept", LINES).body().lines())
                    .containsExactly("{\"call\":\"broken\",\"value\":[]}", "{\"end\":{\"outcome\":\"partial\"}}");
        }
    }

    @Test
    void says_at_the_end_that_a_required_call_failed() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1);
                Parts parts = rig.ask("/needed", EVENTS)) {
            List<Came> events = parts.events();
            assertThat(events.getLast().name()).isEqualTo("end");
            assertThat(member(events.getLast().data(), "outcome")).isEqualTo(JsonString.of("failed"));
            assertThat(member(member(events.getLast().data(), "problem"), "type"))
                    .isEqualTo(JsonString.of("urn:tributary:problem:bad-status"));
        }
    }

    @Test
    void ends_at_the_deadline_with_what_is_there() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1);
                Parts parts = rig.ask("/slow", EVENTS)) {
            List<Came> events = parts.events();
            assertThat(events).extracting(Came::name).containsExactly("quick", "late", "end");
            assertThat(member(events.get(1).data(), "reason")).isEqualTo(JsonString.of("timeout"));
            assertThat(member(events.get(2).data(), "outcome")).isEqualTo(JsonString.of("partial"));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void cancels_what_is_left_when_the_client_leaves(HttpClient.Version version) throws Exception {
        try (Rig rig = new Rig(version)) {
            Parts parts = rig.ask("/calls", EVENTS);
            assertThat(parts.event()).isNotNull();
            eventually("the late call is under way", rig.gateway.gateway()::callsInFlight, calls -> calls == 1);
            parts.close();
            eventually("it was cancelled", rig.gateway.gateway()::callsInFlight, calls -> calls == 0);
            eventually("it has ended", rig.gateway.gateway()::requestsUnderWay, requests -> requests == 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/plain | text/event-stream | 406",
                "/plain | text/event-stream, */* | 200",
                "/needed | application/json | 502",
                "/needed | application/json, text/event-stream;q=0.5 | 502",
                "/needed | text/html | 406",
                "/plain | text/* | 406",
            })
    void gives_the_whole_document_to_who_does_not_ask_for_parts(String target, String accept, int status)
            throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1)) {
            assertThat(rig.gateway.get(target, "Accept", accept).statusCode()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void says_in_a_head_alone_what_there_would_be(HttpClient.Version version) throws Exception {
        try (Rig rig = new Rig(version);
                HttpClient client = HttpClient.newBuilder().version(version).build()) {
            HttpRequest request = HttpRequest.newBuilder(rig.gateway.uri("/calls"))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .header("Accept", LINES)
                    .build();
            // The first request on a plain connection is what it is upgraded with.
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> head = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(head.version()).isEqualTo(version);
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.headers().firstValue("content-type")).contains(LINES);
                assertThat(head.headers().firstValue("content-length")).isEmpty();
            }
            assertThat(rig.shop.targets()).isEmpty();
        }
    }

    @Test
    void takes_a_head_for_no_longer_than_it_is() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), rig.gateway.port())) {
            client.getOutputStream()
                    .write(("HEAD /calls HTTP/1.1\r\nHost: a\r\nAccept: " + EVENTS
                                    + "\r\n\r\nHEAD /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String[] heads =
                    new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\r\n\r\n", -1);
            assertThat(heads).hasSize(3);
            assertThat(heads[0])
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContainIgnoringCase("transfer-encoding");
            assertThat(heads[1]).startsWith("HTTP/1.1 404 ");
            assertThat(heads[2]).isEmpty();
        }
    }

    @Test
    void refuses_before_it_streams_as_a_document() throws Exception {
        try (Rig rig = new Rig(HttpClient.Version.HTTP_1_1)) {
            HttpResponse<String> refused =
                    rig.gateway.get("/calls", "Accept", EVENTS, "X-Envoy-Expected-Rq-Timeout-Ms", "soon");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
        }
    }
}
