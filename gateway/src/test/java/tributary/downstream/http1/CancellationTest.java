package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.answers;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.FullListener;
import tributary.downstream.WireRequest;
import tributary.resilience.Deadline;
import tributary.resilience.Ticker;

/** An interruption ends the exchange wherever it is: as InterruptedException, the connection closed, the place free. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CancellationTest {

    private static void interruptWhenBlocked(Wire wire, Wire.Begun begun) {
        // Blocked anywhere is enough: an interruption that comes early is found at the next wait.
        while (begun.thread().getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        begun.thread().interrupt();
        assertThat(begun.text()).isEqualTo("interrupted");
        assertThat(wire.transport.use().open()).as("open").isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 O",
                "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n",
            })
    void while_waiting_for_the_answer(String beginning) throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    peer.send(beginning);
                    sent.countDown();
                    if (peer.closedByOther()) {
                        left.countDown();
                    }
                });
                Wire wire = Wire.to(server)) {
            Wire.Begun begun = wire.begin(Wire.get("/"), Wire.SOON);
            sent.await();
            interruptWhenBlocked(wire, begun);
            left.await();
        }
    }

    @Test
    void while_writing_a_large_body() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    accepted.countDown();
                    over.await();
                });
                Wire wire = Wire.to(server)) {
            Wire.Begun begun = wire.begin(Wire.post("/", new byte[64 * 1024 * 1024]), Wire.SOON);
            accepted.await();
            interruptWhenBlocked(wire, begun);
            over.countDown();
        }
    }

    @Test
    void while_connecting() throws Exception {
        try (FullListener hole = new FullListener();
                Wire wire = Wire.to(hole.port(), Wire.settings(4))) {
            interruptWhenBlocked(wire, wire.begin(Wire.get("/"), Wire.SOON));
        }
    }

    @Test
    void while_resolving() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Resolver stuck = (_, _) -> {
            asked.countDown();
            never.await();
            return List.of();
        };
        Origin origin = new Origin(false, "shop.test", 80, "");
        try (Wire wire =
                new Wire(new Http1Transport(origin, Wire.settings(4), stuck, null, Ticker.SYSTEM, Wire.ALARMS))) {
            Wire.Begun begun = wire.begin(Wire.get("/"), Wire.SOON);
            asked.await();
            interruptWhenBlocked(wire, begun);
        }
    }

    @Test
    void while_shaking_hands() throws Exception {
        CountDownLatch hello = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.socket.getInputStream().read();
                    hello.countDown();
                    peer.socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
                Wire wire = new Wire(new Http1Transport(
                        new Origin(true, "127.0.0.1", server.port(), ""),
                        Wire.settings(4),
                        (_, _) -> List.of(),
                        SSLContext.getDefault(),
                        Ticker.SYSTEM,
                        Wire.ALARMS))) {
            Wire.Begun begun = wire.begin(Wire.get("/"), Wire.SOON);
            hello.await();
            interruptWhenBlocked(wire, begun);
        }
    }

    @Test
    void while_waiting_for_a_place() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    arrived.countDown();
                    answer.await();
                    peer.send(ok("a"));
                    answers(ok("b")).run(peer);
                });
                Wire wire = Wire.to(server.port(), Wire.settings(1))) {
            Wire.Begun holder = wire.begin(Wire.get("/"), Wire.SOON);
            arrived.await();
            Wire.Begun waiter = wire.begin(Wire.get("/"), Wire.SOON);
            while (wire.transport.use().waiting() == 0) {
                Thread.onSpinWait();
            }
            waiter.thread().interrupt();
            assertThat(waiter.text()).isEqualTo("interrupted");
            assertThat(wire.transport.use()).isEqualTo(new PoolUse(1, 0, 0));
            answer.countDown();
            assertThat(holder.text()).isEqualTo("200 a");
            assertThat(wire.get()).isEqualTo("200 b");
        }
    }

    @Test
    void before_anything_began() throws Exception {
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                Wire wire = Wire.to(server)) {
            CountDownLatch go = new CountDownLatch(1);
            WireRequest request = Wire.get("/");
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                Thread.currentThread().interrupt();
                try {
                    wire.transport.exchange(request, Deadline.after(Wire.SOON, Ticker.SYSTEM));
                } catch (InterruptedException e) {
                    go.countDown();
                }
            });
            thread.start();
            go.await();
            // Those who come are accepted in their order, so this one is the first.
            assertThat(wire.get()).isEqualTo("200 a");
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    /** A seeded storm: exchanges over few places, interrupted at any moment whatever they are doing. */
    @Test
    void at_any_moment_no_place_is_lost() throws Exception {
        Random random = new Random(7);
        try (ScriptedServer server = new ScriptedServer(answers(ok("a")));
                Wire wire = Wire.to(server.port(), Wire.settings(3))) {
            for (int round = 0; round < 300; round++) {
                List<Wire.Begun> begun = IntStream.range(0, 8)
                        .mapToObj(_ -> wire.begin(Wire.get("/"), Wire.SOON))
                        .toList();
                for (Wire.Begun exchange : begun) {
                    if (random.nextInt(3) > 0) {
                        for (int spins = random.nextInt(2_000); spins > 0; spins--) {
                            Thread.onSpinWait();
                        }
                        exchange.thread().interrupt();
                    }
                }
                for (Wire.Begun exchange : begun) {
                    assertThat(exchange.text()).isIn("200 a", "interrupted");
                }
                PoolUse use = wire.transport.use();
                assertThat(use.inUse() + use.waiting()).isZero();
                assertThat(use.idle()).isLessThanOrEqualTo(3);
            }
            assertThat(wire.get()).isEqualTo("200 a");
        }
    }
}
