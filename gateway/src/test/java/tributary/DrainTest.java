package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of a gateway that serves. */
class DrainTest {
    private PlainService service;

    @BeforeEach
    void start() throws IOException {
        service = new PlainService("{\"a\":1}");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Gateway gateway(String drain) throws Exception {
        return TestGateway.plain("""
                server: { host: 127.0.0.1, port: 0, %s }
                admin: { host: 127.0.0.1, port: 0 }
                services: { service: { url: %s, timeout: 30s } }
                aggregates:
                  GET /page:
                    deadline: 30s
                    calls: { a: { get: service:/a } }
                  GET /slow:
                    deadline: 30s
                    calls: { a: { get: service:/slow } }
                """.formatted(drain, service.url()));
    }

    private static int ready(Gateway gateway) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        try (client) {
            URI uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + "/health/ready");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static void checkNothingLeft(Gateway gateway) {
        assertThat(gateway.requestsUnderWay()).isZero();
        assertThat(gateway.callsInFlight()).isZero();
        assertThat(gateway.connectionsInUse()).isZero();
        assertThat(gateway.openServices()).isZero();
    }

    @Test
    void a_hundred_busy_clients_lose_nothing() throws Exception {
        Gateway gateway = gateway("drain: 10s");
        CountDownLatch closing = new CountDownLatch(1);
        AtomicInteger answered = new AtomicInteger();
        Queue<String> lost = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(Thread.startVirtualThread(() -> ask(gateway.port(), closing, answered, lost)));
        }
        eventually("answers", answered::get, now -> now > 2000);
        Thread closer = Thread.startVirtualThread(() -> {
            closing.countDown();
            gateway.close();
        });
        for (Thread client : clients) {
            client.join();
        }
        closer.join();
        assertThat(lost).isEmpty();
        checkNothingLeft(gateway);
    }

    /** Asks for as long as the connection is kept; opens no other one once the gateway is closing. */
    private static void ask(int port, CountDownLatch closing, AtomicInteger answered, Queue<String> lost) {
        try {
            while (closing.getCount() > 0) {
                try (KeptClient client = new KeptClient(port)) {
                    boolean kept = true;
                    while (kept) {
                        KeptClient.Answer answer = client.get("/page");
                        kept = !answer.closing();
                        answered.incrementAndGet();
                        if (answer.status() != 200) {
                            lost.add(answer.toString());
                        }
                    }
                }
            }
        } catch (IOException e) {
            lost.add(e.toString());
        }
    }

    @Test
    void an_accepted_request_finishes_and_says_that_the_connection_closes() throws Exception {
        Gateway gateway = gateway("drain: 20s");
        CountDownLatch held = service.hold("/slow");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/slow");
            eventually("requests to the service", service::asked, asked -> asked == 1);
            Thread closer = Thread.startVirtualThread(gateway::close);
            eventually("readiness", () -> ready(gateway), status -> status == 503);
            held.countDown();
            KeptClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closing()).isTrue();
            closer.join();
        }
        checkNothingLeft(gateway);
    }

    @Test
    void a_request_on_its_way_when_the_end_began_is_answered() throws Exception {
        Gateway gateway = gateway("drain: 10s");
        try (KeptClient idle = new KeptClient(gateway.port())) {
            assertThat(idle.get("/page").closing()).isFalse();
            Thread closer = Thread.startVirtualThread(gateway::close);
            try (KeptClient other = new KeptClient(gateway.port())) {
                // From the moment at which this one is told.
                eventually("an answer", () -> other.get("/page"), KeptClient.Answer::closing);
            }
            KeptClient.Answer answer = idle.get("/page");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closing()).isTrue();
            closer.join();
        }
        checkNothingLeft(gateway);
    }

    @Test
    void an_accepted_request_over_http_2_finishes_too() throws Exception {
        Gateway gateway = gateway("drain: 20s");
        CountDownLatch held = service.hold("/slow");
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI uri = URI.create("http://127.0.0.1:" + gateway.port());
            // The first request is the one that asks for HTTP/2.
            client.send(HttpRequest.newBuilder(uri.resolve("/page")).build(), BodyHandlers.discarding());
            var answer = client.sendAsync(
                    HttpRequest.newBuilder(uri.resolve("/slow")).build(), BodyHandlers.ofString());
            eventually("requests to the service", service::asked, asked -> asked == 2);
            Thread closer = Thread.startVirtualThread(gateway::close);
            eventually("new connections", () -> accepts(gateway.port()), accepts -> !accepts);
            held.countDown();
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(answer.get().version()).isEqualTo(HttpClient.Version.HTTP_2);
            closer.join();
        }
        checkNothingLeft(gateway);
    }

    /** Whether a new connection's request is answered. */
    private static boolean accepts(int port) {
        try (KeptClient client = new KeptClient(port)) {
            return client.get("/page").status() == 200;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void what_hangs_is_told_at_the_end_of_the_drain() throws Exception {
        Gateway gateway = gateway("drain: 300ms");
        CountDownLatch held = service.hold("/slow");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/slow");
            eventually("requests to the service", service::asked, asked -> asked == 1);
            Thread closer = Thread.startVirtualThread(gateway::close);
            KeptClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.closing()).isTrue();
            assertThat(answer.body()).contains("urn:tributary:problem:stopping");
            closer.join();
        }
        checkNothingLeft(gateway);
        held.countDown();
        eventually("connections to the service", service::open, open -> open == 0);
    }

    @Test
    void connections_are_taken_for_the_delay_and_told_that_they_close() throws Exception {
        Gateway gateway = gateway("drain: 2s, drain-delay: 1500ms");
        long start = System.nanoTime();
        Thread closer = Thread.startVirtualThread(gateway::close);
        eventually("readiness", () -> ready(gateway), status -> status == 503);
        try (KeptClient client = new KeptClient(gateway.port())) {
            KeptClient.Answer answer = client.get("/page");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closing()).isTrue();
        }
        closer.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
        checkNothingLeft(gateway);
    }

    @Test
    void an_interrupted_end_does_not_wait() throws Exception {
        Gateway gateway = gateway("drain: 1h, drain-delay: 1h");
        service.hold("/slow");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/slow");
            eventually("requests to the service", service::asked, asked -> asked == 1);
            Thread closer = Thread.startVirtualThread(gateway::close);
            closer.interrupt();
            closer.join();
        }
        checkNothingLeft(gateway);
    }

    @Test
    void it_may_be_closed_twice() throws Exception {
        Gateway gateway = TestGateway.plain("""
                server: { host: 127.0.0.1, port: 0 }
                admin: { host: 127.0.0.1, port: 0 }
                aggregates: {}
                """);
        assertThat(Map.of("ready", ready(gateway))).containsEntry("ready", 200);
        gateway.close();
        gateway.close();
        checkNothingLeft(gateway);
    }
}
