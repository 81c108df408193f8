package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that flood and forge, several at once, and one beside them that does neither. */
@Timeout(120)
class HostileClientsTest {
    @TempDir
    Path folder;

    @AutoClose
    private final PlainService service = new PlainService("{\"a\":1}");

    private TestGateway start() throws Exception {
        Files.writeString(folder.resolve("keys.yaml"), "[]\n");
        return TestGateway.watching(
                Files.writeString(folder.resolve("gateway.yaml"), """
                server: { host: 127.0.0.1, port: 0, drain: 2s }
                admin: { host: 127.0.0.1, port: 0 }
                auth: { api-keys: { header: X-Api-Key, file: keys.yaml } }
                limits: { per-client: { rate: 1/h, burst: 100 } }
                services: { shop: { url: "%s" } }
                aggregates:
                  GET /page: { auth: optional, calls: { a: { get: shop:/a } } }
                """.formatted(service.url())), Map.of());
    }

    /** How much the well-behaved client has left of its limit, which it shares with nobody who is refused at the door. */
    private static void isServed(TestGateway gateway, int left) throws Exception {
        HttpResponse<String> answer = gateway.get("/page");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"client\";r=" + left + ";");
    }

    @Test
    void header_floods_are_refused_at_the_door_and_cost_nobody_anything() throws Exception {
        List<String> floods = List.of(
                "A: b\r\n".repeat(10_000),
                "A: " + "b".repeat(64 * 1024) + "\r\n",
                "X-Forwarded-For: " + "1.1.1.1, ".repeat(4_000) + "1.1.1.1\r\n",
                "X-Api-Key: " + "k".repeat(40_000) + "\r\n",
                "Cookie: " + "a=b; ".repeat(8_000) + "\r\n");
        try (TestGateway gateway = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            isServed(gateway, 99);
            int asked = service.asked();
            List<Future<Integer>> flooding = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String flood = floods.get(i % floods.size());
                flooding.add(threads.submit(() -> refusal(gateway.port(), flood)));
            }
            for (Future<Integer> each : flooding) {
                assertThat(each.get()).isEqualTo(431);
            }
            assertThat(service.asked()).isEqualTo(asked);
            isServed(gateway, 98);
            eventually("requests", gateway.gateway()::requestsUnderWay, requests -> requests == 0);
        }
    }

    private static int refusal(int port, String fields) throws IOException {
        int status = 0;
        // Who reads its answer later than a second after it may find the connection reset.
        for (int i = 0; i < 5 && status == 0; i++) {
            status = answered(port, fields);
        }
        return status;
    }

    /** 0 where the connection was closed before. */
    private static int answered(int port, String fields) throws IOException {
        try (KeptClient client = new KeptClient(port)) {
            try {
                client.write("GET /page HTTP/1.1\r\nhost: g\r\n" + fields + "\r\n");
            } catch (SocketException e) {
                // Refused before it had sent all; the answer is there to be read.
            }
            KeptClient.Answer answer = client.read();
            assertThat(answer.closing()).isTrue();
            return answer.status();
        } catch (EOFException | SocketException e) {
            return 0;
        }
    }

    @Test
    void forged_addresses_give_nobody_more_tries_at_keys_and_take_none_from_others() throws Exception {
        try (TestGateway gateway = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int tries = 400;
            long start = System.nanoTime();
            List<Future<Integer>> trying = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                int number = client;
                trying.add(threads.submit(() -> {
                    int heard = 0;
                    for (int i = 0; i < tries / 4; i++) {
                        String forged = "198.51." + number + "." + i;
                        int status = gateway.get(
                                        "/page",
                                        "X-Api-Key",
                                        "key-" + number + "-" + i,
                                        "X-Forwarded-For",
                                        forged,
                                        "Forwarded",
                                        "for=" + forged,
                                        "X-Real-IP",
                                        forged)
                                .statusCode();
                        assertThat(status).isIn(401, 429);
                        heard += status == 401 ? 1 : 0;
                    }
                    return heard;
                }));
            }
            int heard = 0;
            for (Future<Integer> each : trying) {
                heard += each.get();
            }
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            assertThat(heard).isBetween(30, 30 + (int) seconds + 1);
            assertThat(gateway.gateway().callers().callerCounts().tooManyUnknown())
                    .isEqualTo(tries - heard);
            // Tries are paid from a bucket of their own.
            isServed(gateway, 99);
            assertThat(service.asked()).isEqualTo(1);
        }
    }
}
