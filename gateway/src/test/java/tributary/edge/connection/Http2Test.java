package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.edge.connection.GuardedServer.LONG;
import static tributary.edge.connection.GuardedServer.await;
import static tributary.edge.connection.GuardedServer.inTime;
import static tributary.edge.connection.GuardedServer.limits;
import static tributary.edge.connection.GuardedServer.timeouts;
import static tributary.edge.connection.H2Client.END_HEADERS;
import static tributary.edge.connection.H2Client.END_STREAM;
import static tributary.edge.connection.H2Client.ENHANCE_YOUR_CALM;
import static tributary.edge.connection.H2Client.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.edge.connection.ConnectionCounts.Timeout;
import tributary.plan.ClientLimits;

/** HTTP/2 clients that leave, stall and flood. */
class Http2Test {
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final int CLIENTS = 50;
    private static final int CANCEL = 8;

    /** Over TLS in a class that inherits this one. */
    GuardedServer server(ClientLimits limits) {
        return new GuardedServer(limits);
    }

    HttpClient.Builder httpClient() {
        return HttpClient.newBuilder();
    }

    String scheme() {
        return "http";
    }

    @Test
    void serves_by_prior_knowledge_or_agreement_and_by_upgrade() throws Exception {
        try (GuardedServer server = server(limits())) {
            try (H2Client client = server.http2()) {
                client.get(1, "/ignore");
                assertThat(client.answer(1)).isEqualTo("ignored");
                client.post(3, "/echo");
                client.data(3, "abc", false);
                client.data(3, "def", true);
                assertThat(client.answer(3)).isEqualTo("abcdef");
            }
            try (HttpClient client =
                    httpClient().version(HttpClient.Version.HTTP_2).build()) {
                for (int i = 0; i < 3; i++) {
                    HttpResponse<String> answer = client.send(
                            HttpRequest.newBuilder(URI.create(scheme() + "://localhost:" + server.port() + "/ignore"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.body()).isEqualTo("ignored");
                    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                }
            }
        }
    }

    /** As when a page closes its stream of events on the last one: it need not have seen that the answer is over. */
    @Test
    void a_reset_that_crosses_the_end_of_its_answer_ends_nothing() throws IOException {
        try (GuardedServer server = server(limits());
                H2Client client = server.http2()) {
            client.get(1, "/slow?ms=1&id=1");
            assertThat(client.answer(1)).isEqualTo("1");
            client.get(3, "/hang");
            await("it hangs", () -> server.hanging.get() == 1);
            for (int stream = 5; stream < 25; stream += 2) {
                client.get(stream, "/slow?ms=1&id=" + stream);
                assertThat(client.answer(stream)).isEqualTo("" + stream);
                client.send(FrameCheck.reset(stream - 4, 8));
                if (stream == 7) {
                    await("the one that hangs is cancelled", () -> server.hanging.get() == 0);
                }
            }
            client.get(25, "/ignore");
            assertThat(client.answer(25)).isEqualTo("ignored");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP2-Settings: !!!!\r\n", "HTTP2-Settings: AAM\r\n"})
    void an_upgrade_without_legible_settings_is_answered_over_http_1(String settings) throws IOException {
        try (GuardedServer server = server(limits());
                RawClient client = server.client()) {
            client.send("GET /ignore HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                    + settings + "\r\n");
            assertThat(client.answer().body()).isEqualTo("ignored");
        }
    }

    @Test
    void a_reset_ends_its_request_and_no_other() throws IOException {
        try (GuardedServer server = server(limits());
                H2Client client = server.http2()) {
            client.get(1, "/hang");
            client.get(3, "/slow?ms=300&id=3");
            await("it hangs", () -> server.hanging.get() == 1);
            client.send(FrameCheck.reset(1, 8));
            await("it is cancelled", () -> server.counts().cancelled() == 1 && server.hanging.get() == 0);
            assertThat(client.answer(3)).isEqualTo("3");
            client.get(5, "/ignore");
            assertThat(client.answer(5)).isEqualTo("ignored");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_departure_ends_all_requests(boolean reset) throws IOException {
        try (GuardedServer server = server(limits())) {
            List<H2Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                H2Client client = server.http2();
                client.get(1, "/hang");
                client.get(3, "/hang");
                clients.add(client);
            }
            await("all hang", () -> server.hanging.get() == 2 * CLIENTS);
            for (H2Client client : clients) {
                if (reset) {
                    client.reset();
                } else {
                    client.socket.close();
                }
            }
            await("all are cancelled", () -> server.counts().cancelled() == 2 * CLIENTS);
        }
    }

    @Test
    void uploads_whose_clients_vanish_leave_no_thread() throws IOException {
        try (GuardedServer server = server(limits())) {
            for (int i = 0; i < CLIENTS; i++) {
                try (H2Client client = server.http2()) {
                    client.post(1, "/echo");
                    client.data(1, "abc", false);
                    client.post(3, "/echo");
                }
            }
            await("all are noticed", () -> server.counts().open() == 0);
            await("no thread is left", () -> server.reading.get() == 0);
        }
    }

    @Test
    void a_body_that_stalls_is_reset_and_others_go_on() throws IOException {
        try (GuardedServer server = server(timeouts(LONG, SHORT, LONG, LONG));
                H2Client client = server.http2()) {
            client.get(1, "/held");
            client.post(3, "/echo");
            client.data(3, "abc", false);
            assertThat(client.next(f -> f.type() == H2Client.RST_STREAM).stream())
                    .isEqualTo(3);
            assertThat(server.counts().timedOut(Timeout.BODY)).isEqualTo(1);
            await("its thread ends", () -> server.reading.get() == 0);
            // What was under way when the stream was reset is no offence.
            client.data(3, "def", true);
            server.release.countDown();
            assertThat(client.answer(1)).isEqualTo("held");
            client.get(5, "/ignore");
            assertThat(client.answer(5)).isEqualTo("ignored");
        }
    }

    @Test
    void a_body_in_the_middle_of_a_frame_is_reset_too() throws IOException {
        try (GuardedServer server = server(timeouts(LONG, SHORT, LONG, LONG));
                H2Client client = server.http2()) {
            client.post(1, "/echo");
            client.send(new byte[] {0, 0, 100, 0, 0, 0, 0, 0, 1, 'a'});
            assertThat(client.next(f -> f.type() == H2Client.RST_STREAM).stream())
                    .isEqualTo(1);
            await("its thread ends", () -> server.reading.get() == 0);
        }
    }

    @Test
    void a_preface_alone_is_closed_in_time() throws IOException, InterruptedException {
        for (byte[] begun : List.of(new byte[0], new byte[] {0, 0}, frame(1, 0, 1, H2Client.block("GET", "/ignore")))) {
            inTime(SHORT, header -> {
                try (GuardedServer server = server(timeouts(header, LONG, LONG, LONG));
                        RawClient client = server.rawHttp2()) {
                    client.send(Http2Input.PREFACE);
                    client.send(begun);
                    while (!client.isClosed()) {
                        // The server's settings.
                    }
                    assertThat(server.counts().timedOut(Timeout.HEADER)).isEqualTo(1);
                }
            });
        }
    }

    @Test
    void an_idle_connection_is_closed_but_not_one_at_work() throws IOException, InterruptedException {
        inTime(SHORT, idle -> {
            try (GuardedServer server = server(timeouts(LONG, LONG, idle, LONG));
                    H2Client client = server.http2()) {
                client.get(1, "/slow?ms=" + 3 * idle.toMillis() + "&id=1");
                assertThat(client.answer(1)).isEqualTo("1");
                assertThat(client.isClosed()).isTrue();
                assertThat(server.counts().timedOut(Timeout.IDLE)).isEqualTo(1);
            }
        });
    }

    @Test
    void a_window_held_at_zero_ends_its_stream() throws IOException {
        byte[] noWindow = {0, 4, 0, 0, 0, 0};
        try (GuardedServer server = server(timeouts(LONG, LONG, LONG, SHORT));
                H2Client client = server.http2(noWindow)) {
            client.get(1, "/large");
            H2Client.Frame reset = client.next(f -> f.type() == H2Client.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.error()).isEqualTo(CANCEL);
            await("it is counted", () -> server.counts().timedOut(Timeout.WRITE) == 1);
        }
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    /** So many that one second has more than are allowed in it, though the machine pauses now and then. */
    private static final int FLOOD = 12_000;

    private static Map<String, byte[]> floods() {
        byte[] begun = frame(1, 0, 1, H2Client.block("GET", "/ignore"));
        byte[] fields = H2Client.block("GET", "/ignore");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(fields);
        // One entry of 4 KB, and references to it.
        bomb.write(0x40);
        bomb.writeBytes(new byte[] {1, 'a', 0x7f, (byte) 0xa1, 0x1e});
        bomb.writeBytes(new byte[4000]);
        bomb.writeBytes(repeated(new byte[] {(byte) 0xbe}, 8000));
        byte[] post = frame(1, END_HEADERS, 1, H2Client.block("POST", "/echo"));
        return Map.of(
                "pings", repeated(frame(6, 0, 0, new byte[8]), FLOOD),
                "settings", repeated(frame(4, 0, 0, new byte[0]), FLOOD),
                "priorities", repeated(frame(2, 0, 1, new byte[] {0, 0, 0, 3, 1}), FLOOD),
                "window updates", repeated(frame(8, 0, 0, H2Client.number(1)), FLOOD),
                "unknown frames", repeated(frame(77, 0, 0, new byte[0]), FLOOD),
                "empty continuations", concat(begun, repeated(frame(9, 0, 1, new byte[0]), 100)),
                "continuations", concat(begun, repeated(frame(9, 0, 1, H2Client.field(58, "a")), 100)),
                "a header bomb", frame(1, END_HEADERS | END_STREAM, 1, bomb.toByteArray()),
                "a body in single bytes", concat(post, repeated(frame(0, 0, 1, new byte[1]), 3000)),
                "many fields",
                        frame(1, END_HEADERS | END_STREAM, 1, concat(fields, repeated(H2Client.field(58, "a"), 300))));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(a);
        out.writeBytes(b);
        return out.toByteArray();
    }

    @Test
    void floods_are_told_to_calm_down() throws IOException {
        try (GuardedServer server = server(limits())) {
            for (Map.Entry<String, byte[]> flood : floods().entrySet()) {
                long before = server.counts().flooding();
                try (H2Client client = server.http2()) {
                    Thread reader = Thread.ofVirtual().unstarted(() -> {
                        try {
                            client.send(flood.getValue());
                        } catch (IOException e) {
                            // It was cut off, which is well.
                        }
                    });
                    reader.start();
                    assertThat(client.goAway()).as(flood.getKey()).isEqualTo(ENHANCE_YOUR_CALM);
                }
                await(flood.getKey(), () -> server.counts().flooding() == before + 1);
            }
            server.serves();
            assertThat(server.markers).hasValue(0);
        }
    }

    @Test
    void rapid_resets_are_told_to_calm_down() throws IOException {
        try (GuardedServer server = server(limits());
                H2Client client = server.http2()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int stream = 1; stream < 400; stream += 2) {
                all.writeBytes(frame(1, END_HEADERS | END_STREAM, stream, H2Client.block("GET", "/hang")));
                all.writeBytes(FrameCheck.reset(stream, 8));
            }
            client.send(all.toByteArray());
            assertThat(client.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void many_requests_on_one_connection_are_no_flood() throws IOException {
        try (GuardedServer server = server(limits());
                H2Client client = server.http2()) {
            for (int stream = 1; stream < 6000; stream += 2) {
                client.post(stream, "/echo");
                client.data(stream, "abcd", true);
                assertThat(client.answer(stream)).isEqualTo("abcd");
            }
        }
    }

    /** Legal, but the server would look for room in its table for ever. */
    @ParameterizedTest
    @ValueSource(ints = {13, 4096})
    void a_field_larger_than_the_table_it_is_to_be_kept_in_ends_the_connection(int table) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        if (table == 13) {
            block.write(0x20 | table);
        }
        block.writeBytes(H2Client.block("GET", "/ignore"));
        block.writeBytes(new byte[] {0x40, 1, 'a'});
        int length = table - 32;
        if (length < 127) {
            length = 100;
            block.write(length);
        } else {
            block.writeBytes(new byte[] {127, (byte) (((length - 127) & 0x7f) | 0x80), (byte) ((length - 127) >> 7)});
        }
        block.writeBytes(H2Client.ascii("b".repeat(length)));
        try (GuardedServer server = server(limits())) {
            try (H2Client client = server.http2()) {
                client.send(frame(1, END_HEADERS | END_STREAM, 1, block.toByteArray()));
                assertThat(client.goAway()).isEqualTo(ENHANCE_YOUR_CALM);
            }
            try (H2Client client = server.http2()) {
                client.get(1, "/ignore");
                assertThat(client.answer(1)).isEqualTo("ignored");
            }
        }
    }
}
