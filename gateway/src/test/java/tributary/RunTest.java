package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The process and the signals it is sent. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class RunTest {
    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private PlainService service;

    @BeforeEach
    void start() throws IOException {
        service = new PlainService("{\"a\":1}");
    }

    @AfterEach
    void stop() {
        http.close();
        service.close();
    }

    private Path configuration(String says) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 60s, drain-delay: 1s }
                admin: { host: 127.0.0.1, port: 0 }
                services: { service: { url: %s, timeout: 60s } }
                aggregates:
                  GET /page:
                    calls: { a: { get: service:/a } }
                    response: { says: "%s", a: "{a}" }
                  GET /slow:
                    deadline: 60s
                    calls: { a: { get: service:/slow } }
                """.formatted(service.url(), says));
    }

    private String get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void sigterm_under_load_loses_nothing_and_exits_with_0() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("one"))) {
            AtomicBoolean ready = new AtomicBoolean(true);
            AtomicInteger answered = new AtomicInteger();
            Queue<String> lost = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(Thread.startVirtualThread(() -> ask(gateway.port(), ready, answered, lost)));
            }
            eventually("answers", answered::get, now -> now > 1000);
            gateway.signal("TERM");
            eventually("readiness", () -> get(gateway.admin("/health/ready")), body -> body.contains("DOWN"));
            ready.set(false);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(lost).isEmpty();
            assertThat(gateway.end()).isZero();
        }
    }

    /** Asks on one connection after the other, as long as the gateway is ready. */
    private static void ask(int port, AtomicBoolean ready, AtomicInteger answered, Queue<String> lost) {
        try {
            while (ready.get()) {
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
    void a_second_signal_ends_it_at_once() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("one"));
                KeptClient client = new KeptClient(gateway.port())) {
            service.hold("/slow");
            client.send("/slow");
            eventually("requests to the service", service::asked, asked -> asked == 1);
            gateway.signal("TERM");
            eventually("readiness", () -> get(gateway.admin("/health/ready")), body -> body.contains("DOWN"));
            // Not INT, which whoever is started in the background of a script ignores for good.
            gateway.signal("TERM");
            assertThat(gateway.end()).isEqualTo(143);
        }
    }

    @Test
    void sighup_has_the_configuration_read_again() throws Exception {
        try (RunningProcess gateway = RunningProcess.start(configuration("one"))) {
            gateway.signal("HUP");
            eventually(
                    "the reload",
                    () -> get(gateway.admin("/reload")),
                    body -> body.contains("\"cause\":\"signal\"") && body.contains("\"generation\":2"));
            gateway.signal("TERM");
            assertThat(gateway.end()).isZero();
        }
    }
}
