package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.edge.connection.GuardedServer.await;
import static tributary.edge.connection.GuardedServer.limits;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tributary.plan.ClientLimits;

/** The end of a listener: what has been asked is answered. */
class DrainTest {
    private static final int CLIENTS = 20;

    /** Over TLS in a class that inherits this one. */
    GuardedServer server(ClientLimits limits) {
        return new GuardedServer(limits);
    }

    @Test
    void an_announced_end_loses_no_request() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (GuardedServer server = server(limits());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(asksUntilTold(server, answered)));
            }
            await("all are at it", () -> answered.get() > 10 * CLIENTS);
            server.guard().announceEnd();
            for (Future<Boolean> client : clients) {
                assertThat(client.get()).isTrue();
            }
            // Announcing is not ending.
            server.serves();
        }
    }

    private static Callable<Boolean> asksUntilTold(GuardedServer server, AtomicInteger answered) {
        return () -> {
            try (RawClient client = server.client()) {
                RawClient.Answer answer;
                do {
                    client.send("GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n");
                    answer = client.answer();
                    answered.incrementAndGet();
                } while (!answer.closes());
                return client.isClosed();
            }
        };
    }

    @Test
    void requests_at_work_are_answered_idle_clients_leave_and_nobody_comes() throws IOException {
        try (GuardedServer server = server(limits());
                RawClient idle = server.client();
                RawClient fresh = server.client();
                RawClient working = server.client()) {
            idle.send("GET /ignore HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(idle.answer().closes()).isFalse();
            working.send("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
            await("all are in", () -> server.counts().open() == 3 && server.slow.get() == 1);
            server.guard().beginDrain();
            assertThat(idle.isClosed()).isTrue();
            assertThat(fresh.isClosed()).isTrue();
            try (RawClient late = server.client()) {
                assertThat(late.isClosed()).isTrue();
            }
            server.release.countDown();
            RawClient.Answer answer = working.answer();
            assertThat(answer.body()).isEqualTo("held");
            assertThat(answer.closes()).isTrue();
            assertThat(working.isClosed()).isTrue();
        }
    }

    @Test
    void streams_at_work_are_answered_after_a_goaway() throws IOException {
        try (GuardedServer server = server(limits());
                H2Client client = server.http2()) {
            client.get(1, "/held");
            assertThat(client.next(f -> f.type() == H2Client.SETTINGS).stream()).isZero();
            await("it has begun", () -> server.slow.get() == 1);
            server.guard().beginDrain();
            H2Client.Frame goAway = client.next(f -> f.type() == H2Client.GOAWAY);
            assertThat(goAway.error()).isZero();
            server.release.countDown();
            assertThat(client.answer(1)).isEqualTo("held");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void a_client_that_says_goaway_still_hears_its_answers() throws IOException {
        try (GuardedServer server = server(limits());
                H2Client client = server.http2()) {
            client.get(1, "/slow?ms=100&id=1");
            client.send(FrameCheck.goAway());
            assertThat(client.answer(1)).isEqualTo("1");
        }
    }
}
