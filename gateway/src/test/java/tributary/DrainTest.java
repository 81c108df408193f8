package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;
import static tributary.Eventually.once;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The end of a gateway that serves. */
class DrainTest {
    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

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

    private static void checkNothingLeft(Gateway gateway) throws Exception {
        // What was broken off is not waited for longer than a second.
        eventually("requests under way", gateway::requestsUnderWay, requests -> requests == 0);
        assertThat(gateway.callsInFlight()).isZero();
        assertThat(gateway.connectionsInUse()).isZero();
        assertThat(gateway.openServices()).isZero();
    }

    @Test
    void a_hundred_busy_clients_lose_nothing() throws Exception {
        Gateway gateway = gateway("drain: 30s");
        try (BusyClients clients = new BusyClients(gateway.port(), 100, 1)) {
            clients.awaitAnswers(2000);
            Thread closer = Thread.startVirtualThread(gateway::close);
            clients.awaitEnd();
            closer.join();
            clients.checkNothingLost(service.asked());
        }
        checkNothingLeft(gateway);
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
        // Who comes later than a quarter of a second has come too late.
        once(this::aRequestOnItsWay);
    }

    private void aRequestOnItsWay() throws Exception {
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
        // It has a second to say so.
        once(this::whatHangs);
    }

    private void whatHangs() throws Exception {
        int before = service.asked();
        Gateway gateway = gateway("drain: 300ms");
        CountDownLatch held = service.hold("/slow");
        try (KeptClient client = new KeptClient(gateway.port())) {
            client.send("/slow");
            eventually("requests to the service", service::asked, asked -> asked == before + 1);
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
        // The delay is all the time that there is.
        once(this::connectionsDuringTheDelay);
    }

    private void connectionsDuringTheDelay() throws Exception {
        Gateway gateway = gateway("drain: 2s, drain-delay: 600ms");
        long start = System.nanoTime();
        Thread closer = Thread.startVirtualThread(gateway::close);
        eventually("readiness", () -> ready(gateway), status -> status == 503);
        try (KeptClient client = new KeptClient(gateway.port())) {
            KeptClient.Answer answer = client.get("/page");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closing()).isTrue();
        }
        closer.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
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
