package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.edge.connection.GuardedServer.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.plan.ClientLimits;

/** Clients that leave while their request is at work, and bytes that come meanwhile. */
class DepartureTest {
    private static final String HANG = "GET /hang HTTP/1.1\r\nHost: x\r\n\r\n";

    int clients() {
        return 200;
    }

    /** Over TLS in a class that inherits this one. */
    GuardedServer server(ClientLimits limits) {
        return new GuardedServer(limits);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_departure_ends_its_request(boolean reset) throws IOException {
        try (GuardedServer server = server(GuardedServer.limits())) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < clients(); i++) {
                RawClient client = server.client();
                client.send(HANG);
                clients.add(client);
            }
            await("all hang", () -> server.hanging.get() == clients());
            long left = System.nanoTime();
            for (RawClient client : clients) {
                if (reset) {
                    client.reset();
                } else {
                    client.leave();
                }
            }
            await("all are interrupted", () -> server.interruptedAt.size() == clients());
            List<Long> delays =
                    server.interruptedAt.stream().map(at -> at - left).sorted().toList();
            assertThat(delays.get(clients() / 2))
                    .as("nanoseconds in the median")
                    .isLessThan(GuardedServer.LONG.toNanos() / 3);
            await("all are counted", () -> server.counts().cancelled() == clients());
            server.serves();
        }
    }

    @Test
    void a_departure_right_after_the_request_is_seen_too() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits())) {
            for (int i = 0; i < clients(); i++) {
                try (RawClient client = server.client()) {
                    client.send(HANG);
                }
            }
            await("all are cancelled", () -> server.counts().cancelled() == clients());
        }
    }

    @Test
    void a_departure_is_seen_after_a_body_was_read() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits())) {
            try (RawClient client = server.client()) {
                client.send("POST /hang HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
                await("it hangs", () -> server.hanging.get() == 1);
            }
            await("it is cancelled", () -> server.counts().cancelled() == 1);
        }
    }

    @Test
    void a_departure_in_mid_body_begins_no_work() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits())) {
            try (RawClient client = server.client()) {
                client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
            }
            await("it is cancelled", () -> server.counts().cancelled() == 1);
        }
    }

    @Test
    void one_that_has_said_all_at_once_is_answered_if_it_is_answered_fast() throws IOException, InterruptedException {
        // A machine that pauses just then is not fast: hence more than once, if need be.
        GuardedServer.inTime(Watch.TICK, _ -> {
            try (GuardedServer server = server(GuardedServer.limits());
                    RawClient client = server.client()) {
                client.send("GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n");
                client.socket.shutdownOutput();
                assertThat(client.answer().body()).isEqualTo("ignored");
                assertThat(client.isClosed()).isTrue();
            }
        });
    }

    @Test
    void a_thousand_pipelined_requests_are_answered_in_order() throws IOException {
        try (GuardedServer server = server(GuardedServer.limits());
                RawClient client = server.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                all.append(slow(0, i));
            }
            client.send(all.toString());
            for (int i = 0; i < 1000; i++) {
                assertThat(client.answer().body()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void no_byte_is_lost_however_requests_are_cut_and_timed(long seed) throws IOException, InterruptedException {
        Random random = new Random(seed);
        try (GuardedServer server = server(GuardedServer.limits());
                RawClient client = server.client()) {
            int requests = 40;
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < requests; i++) {
                String body = "b".repeat(random.nextInt(200));
                text.append(
                        switch (random.nextInt(4)) {
                            case 0 -> slow(0, i);
                            case 1 -> slow(random.nextInt(30), i);
                            case 2 -> post("/slow?ms=" + random.nextInt(25) + "&id=" + i, body);
                            default -> chunked("/slow?ms=" + random.nextInt(25) + "&id=" + i, body);
                        });
            }
            byte[] bytes = GuardedServer.ascii(text.toString());
            Thread sender = Thread.ofVirtual().start(() -> sendInPieces(client, bytes, random));
            for (int i = 0; i < requests; i++) {
                assertThat(client.answer().body()).isEqualTo(Integer.toString(i));
            }
            sender.join();
        }
    }

    private static void sendInPieces(RawClient client, byte[] bytes, Random random) {
        try {
            int at = 0;
            while (at < bytes.length) {
                int n = Math.min(bytes.length - at, 1 + random.nextInt(400));
                client.send(java.util.Arrays.copyOfRange(bytes, at, at + n));
                at += n;
                Thread.sleep(random.nextInt(4) == 0 ? random.nextInt(15) : 0);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String slow(int millis, int id) {
        return "GET /slow?ms=" + millis + "&id=" + id + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String post(String target, String body) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String chunked(String target, String body) {
        String chunks = body.isEmpty() ? "" : Integer.toHexString(body.length()) + ";x=y\r\n" + body + "\r\n";
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
    }
}
