package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.edge.connection.H2Client;
import tributary.tls.Certificates;

/**
 * Clients that leave, wherever that is met: what counts them ({@code tributary_requests_cancelled_total}) and how their requests
 * ended ({@code client-left}) are one number. Who is there and does not read has not left.
 */
@Timeout(120)
class DeparturesTest {
    private static final int READERS = 6;
    private static final String EVENTS = "text/event-stream";
    private static final String LINES = "application/x-ndjson";

    @TempDir
    Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);
    private GatedService service;

    @BeforeEach
    void open() throws Exception {
        String large = "\"" + "x".repeat(4 * 1024 * 1024) + "\"";
        service = GatedService.start(target -> {
            if (target.equals("/late")) {
                boolean _ = gate.await(60, TimeUnit.SECONDS);
            }
            return large;
        });
        Files.copy(Certificates.file("first"), folder.resolve("tls.crt"));
        Files.copy(Certificates.file("first-key"), folder.resolve("tls.key"));
    }

    @AfterEach
    void close() {
        gate.countDown();
        service.close();
    }

    private TestGateway start(boolean tls, String writeTimeout) throws Exception {
        return TestGateway.watching(
                Files.writeString(folder.resolve("gateway.yaml"), """
                        server:
                          { host: 127.0.0.1, port: 0, drain: 2s, write-timeout: %s, body-timeout: 1s %s }
                        admin: { host: 127.0.0.1, port: 0 }
                        services: { s: { url: "%s", timeout: 40s } }
                        aggregates:
                          GET /large: { deadline: 40s, stream: true, calls: { a: { get: s:/large } } }
                          GET /late: { deadline: 40s, calls: { a: { get: s:/late } } }
                          GET /both: { deadline: 40s, stream: true, calls: { a: { get: s:/large }, b: { get: s:/late } } }
                          POST /sent: { deadline: 40s, calls: { a: { post: s:/sent, body: "{body}" } } }
                        """.formatted(
                        writeTimeout, tls ? ", tls: { certificate: tls.crt, key: tls.key }" : "", service.url())),
                Map.of());
    }

    /** Sends {@code request} and reads nothing; closing it resets the connection, as bytes are left unread. */
    private static Socket client(TestGateway gateway, boolean tls, String request) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        Socket speaking = tls ? Certificates.connect(socket, Certificates.client(null), "http/1.1") : socket;
        speaking.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return speaking;
    }

    private static String stream(String form) {
        return "GET /large HTTP/1.1\r\nHost: a\r\nAccept: " + form + "\r\n\r\n";
    }

    private static long sum(TestGateway gateway, String metric, String label) throws Exception {
        return gateway.admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric) && line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long ended(TestGateway gateway, String outcome) throws Exception {
        return sum(gateway, "tributary_requests_total", "outcome=\"" + outcome + "\"");
    }

    private static void counts(TestGateway gateway, long departures) throws Exception {
        eventually("requests end", gateway.gateway()::requestsUnderWay, requests -> requests == 0);
        assertThat(ended(gateway, "client-left")).isEqualTo(departures);
        assertThat(sum(gateway, "tributary_requests_cancelled_total", "")).isEqualTo(departures);
    }

    /** Their parts are large, so that each departure is met by the thread that writes one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void slow_readers_of_streams_that_leave(boolean tls) throws Exception {
        try (TestGateway gateway = start(tls, "60s")) {
            List<Socket> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(client(gateway, tls, stream(i % 2 == 0 ? EVENTS : LINES)));
            }
            eventually("all have their part", service::requests, requests -> requests == READERS);
            eventually("calls end", gateway.gateway()::callsInFlight, calls -> calls == 0);
            for (Socket reader : readers) {
                reader.close();
            }
            counts(gateway, READERS);
        }
    }

    /** The client's window takes the beginning of a part only. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void slow_readers_of_streams_over_http2_that_leave(boolean tls) throws Exception {
        try (TestGateway gateway = start(tls, "60s")) {
            try (H2Client client = http2(gateway, tls)) {
                for (int i = 0; i < READERS; i++) {
                    client.get(1 + 2 * i, "/large", i % 2 == 0 ? EVENTS : LINES);
                }
                eventually("all have their part", service::requests, requests -> requests == READERS);
                eventually("calls end", gateway.gateway()::callsInFlight, calls -> calls == 0);
            }
            counts(gateway, READERS);
        }
    }

    /** The server below does not wake a writer whose stream is reset: that is met when the write timeout is over. */
    @Test
    void who_resets_a_stream_that_it_does_not_read_has_left() throws Exception {
        // A machine that pauses for as long as the timeout just then makes it another case.
        Eventually.once(() -> {
            try (TestGateway gateway = start(false, "3s");
                    H2Client client = http2(gateway, false)) {
                client.get(1, "/large", EVENTS);
                eventually("it is served", gateway.gateway()::requestsUnderWay, requests -> requests == 1);
                client.cancel(1);
                counts(gateway, 1);
                assertThat(sum(gateway, "tributary_client_connections_ended_total", "\"write-timeout\""))
                        .isZero();
            }
        });
    }

    /** Nor does the thread that waits there until then keep the calls going on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void who_resets_a_stream_that_it_does_not_read_cancels_its_calls_at_once(boolean tls) throws Exception {
        try (TestGateway gateway = start(tls, "60s");
                H2Client client = http2(gateway, tls)) {
            client.get(1, "/both", EVENTS);
            eventually("both are asked", service::requests, requests -> requests == 2);
            eventually("one has answered", gateway.gateway()::callsInFlight, calls -> calls == 1);
            client.cancel(1);
            eventually("the other is cancelled", gateway.gateway()::callsInFlight, calls -> calls == 0);
            assertThat(gateway.gateway().requestsUnderWay()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void who_does_not_read_over_http2_has_not_left(boolean tls) throws Exception {
        try (TestGateway gateway = start(tls, "1s");
                H2Client client = http2(gateway, tls)) {
            client.get(1, "/large", EVENTS);
            eventually("it is given up", () -> ended(gateway, "write-timeout"), requests -> requests == 1);
            counts(gateway, 0);
        }
    }

    private static H2Client http2(TestGateway gateway, boolean tls) throws IOException {
        return new H2Client(gateway.port(), new byte[0], tls ? Certificates.client(null) : null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void who_does_not_read_has_not_left(boolean tls) throws Exception {
        try (TestGateway gateway = start(tls, "1s");
                Socket _ = client(gateway, tls, stream(EVENTS))) {
            eventually("it is given up", () -> ended(gateway, "write-timeout"), requests -> requests == 1);
            counts(gateway, 0);
            assertThat(sum(gateway, "tributary_client_connections_ended_total", "\"write-timeout\""))
                    .isEqualTo(1);
            assertThat(gateway.admin("/requests").body()).contains("\"outcome\":\"write-timeout\"");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void who_leaves_before_a_document_is_there(boolean tls) throws Exception {
        try (TestGateway gateway = start(tls, "60s")) {
            try (Socket _ = client(gateway, tls, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n")) {
                eventually("at the service", service::requests, requests -> requests == 1);
            }
            counts(gateway, 1);
        }
    }

    /** It is told so; over HTTP/1.1 the guard does that. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void who_sends_too_slowly_has_not_left(boolean tls) throws Exception {
        String begun = "POST /sent HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
        try (TestGateway gateway = start(tls, "60s");
                Socket client = client(gateway, tls, begun)) {
            assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
            eventually("it is given up", () -> ended(gateway, "request-timeout"), requests -> requests == 1);
            counts(gateway, 0);
        }
    }
}
