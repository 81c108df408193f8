package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many exchanges side by side: each gets its own answer, whatever the service does to the others. */
class ManyExchangesTest {
    private static final int CONNECTIONS = 32;

    private static String path(String request) {
        return request.substring(4, request.indexOf(' ', 4));
    }

    @Test
    void a_thousand_at_once_over_a_few_connections() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        peer.send(ok(path(peer.request())));
                    }
                });
                Wire wire = Wire.to(server.port(), patient())) {
            List<Wire.Begun> begun = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                begun.add(wire.begin(Wire.get("/" + i), Wire.SOON));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(begun.get(i).text()).isEqualTo("200 /" + i);
            }
            assertThat(server.accepted()).isLessThanOrEqualTo(CONNECTIONS);
            assertThat(wire.transport.use().open()).isLessThanOrEqualTo(CONNECTIONS);
        }
    }

    @Test
    void nobody_gets_the_answer_of_another_from_a_service_that_misbehaves() throws Exception {
        Random random = new Random(11);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        String path = path(peer.request());
                        switch (random.nextInt(8)) {
                            case 0 -> peer.send(ok(path) + ok("/poison"));
                            case 1 -> peer.send("HTTP/1.1 204 No Content\r\n\r\n" + ok("/poison"));
                            case 2 -> peer.send("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n/poison");
                            case 3 -> peer.reset();
                            case 4 -> peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + path);
                            default -> peer.send(ok(path));
                        }
                        if (random.nextInt(4) == 0) {
                            return;
                        }
                    }
                });
                Wire wire = Wire.to(server.port(), patient())) {
            List<Wire.Begun> begun = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                begun.add(wire.begin(Wire.get("/" + i), Duration.ofSeconds(1)));
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(begun.get(i).text())
                        .isIn("200 /" + i, "204", "reset", "timeout", "bulkhead-full", "connect-failed");
            }
        }
    }

    private static TransportSettings patient() {
        return new TransportSettings(Wire.SOON, CONNECTIONS, 1000, 1000, Wire.SOON);
    }
}
