package tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.Eventually.eventually;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Readers of streams that take nothing, and others beside them. */
class SlowReadersTest {
    private static final String EVENTS = "text/event-stream";

    @Test
    void a_slow_reader_slows_and_ends_its_own_stream_only() throws Exception {
        String big = "\"" + "x".repeat(4 * 1024 * 1024) + "\"";
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.of("""
                        server: { host: 127.0.0.1, port: 0, drain: 2s, write-timeout: 3s }
                        admin: { host: 127.0.0.1, port: 0 }
                        services: { shop: { url: "${SHOP}", timeout: 20s } }
                        aggregates:
                          GET /big:
                            stream: true
                            deadline: 20s
                            calls: { one: { get: "shop:/big" }, two: { get: "shop:/big" }, three: { get: "shop:/big" } }
                        """, Map.of("SHOP", shop.url()))) {
            shop.answers("/big", big);
            try (Socket _ = gateway.asking("/big", "Accept: " + EVENTS)) {
                eventually("it is served", gateway.gateway()::requestsUnderWay, requests -> requests == 1);
                HttpResponse<String> other = gateway.get("/big", "Accept", EVENTS);
                assertThat(other.body()).contains("event: end");
                // The slow one's connection is closed, and nothing of its request is left.
                eventually("it was ended", gateway.gateway()::requestsUnderWay, requests -> requests == 0);
            }
        }
    }

    @Test
    void slow_readers_keep_no_place_from_others() throws Exception {
        String big = "\"" + "x".repeat(4 * 1024 * 1024) + "\"";
        List<Socket> slow = new ArrayList<>();
        try (ServiceStub shop = ServiceStub.start();
                TestGateway gateway = TestGateway.of("""
                        server: { host: 127.0.0.1, port: 0, drain: 1s, write-timeout: 60s }
                        admin: { host: 127.0.0.1, port: 0 }
                        overload: { algorithm: fixed, max: 2, min: 2 }
                        services: { shop: { url: "${SHOP}", timeout: 20s } }
                        aggregates:
                          GET /big:
                            stream: true
                            deadline: 20s
                            calls: { one: { get: "shop:/big" }, two: { get: "shop:/big" }, three: { get: "shop:/big" } }
                          GET /quick:
                            calls: { quick: { get: "shop:/quick" } }
                        """, Map.of("SHOP", shop.url()))) {
            shop.answers("/big", big).answers("/quick", "1");
            try {
                for (int i = 1; i <= 4; i++) {
                    int readers = i;
                    slow.add(gateway.asking("/big", "Accept: " + EVENTS));
                    eventually("called, equal calls once", () -> shop.targets().size(), calls -> calls == readers);
                    eventually("its calls have ended", gateway.gateway().overload()::inFlight, places -> places == 0);
                }
                assertThat(gateway.gateway().requestsUnderWay()).isEqualTo(4);
                assertThat(gateway.get("/quick").statusCode()).isEqualTo(200);
            } finally {
                for (Socket reader : slow) {
                    reader.close();
                }
            }
        }
    }
}
