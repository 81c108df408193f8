package tributary.perf.beyond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tributary.perf.holding.Client;
import tributary.perf.process.PlainService;

class ReadersTest {
    @BeforeEach
    void here() {
        assumeTrue(NarrowSocket.exists(), "only on Linux");
    }

    /** What there is to read, or that there will be no more. */
    private static int next(NarrowSocket reader, int room) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(room);
            int read = 0;
            while (read == 0) {
                Thread.onSpinWait();
                read = reader.read(arena, into);
            }
            return read;
        }
    }

    @Test
    void whoever_writes_to_one_that_does_not_read_has_to_wait_soon() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                NarrowSocket reader = NarrowSocket.ask(listener.getLocalPort(), new byte[] {'x'});
                Socket accepted = listener.accept()) {
            assertThat(accepted.getInputStream().read()).isEqualTo('x');
            // Else the system may have room for all of it.
            accepted.setSendBufferSize(16 * 1024);
            Thread.startVirtualThread(() -> {
                try {
                    accepted.getOutputStream().write(new byte[1 << 20]);
                } catch (IOException closed) {
                    broken.countDown();
                }
            });
            assertThat(next(reader, 100)).isEqualTo(100);
        }
        // A megabyte does not fit: only the end of the connection ends the writing.
        broken.await();
    }

    @Test
    void sees_that_the_other_side_has_ended_it() throws Exception {
        try (PlainService service = PlainService.start(_ -> null);
                NarrowSocket reader = NarrowSocket.ask(service.port(), Client.request("GET /", ""))) {
            assertThat(next(reader, 100)).isNegative();
        }
    }

    @Test
    void each_asks_for_the_stream_and_leaves() throws Exception {
        CountDownLatch asked = new CountDownLatch(20);
        CountDownLatch left = new CountDownLatch(20);
        try (ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                Readers _ = Readers.open(listener.getLocalPort(), "/stream", 20, 1000, 64)) {
            for (int i = 0; i < 20; i++) {
                Socket accepted = listener.accept();
                Thread.startVirtualThread(() -> hear(accepted, asked, left));
            }
            asked.await();
            assertThat(left.getCount()).isEqualTo(20);
        }
        left.await();
    }

    private static void hear(Socket socket, CountDownLatch asked, CountDownLatch left) {
        try (socket;
                var in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(in.readLine()).isEqualTo("GET /stream HTTP/1.1");
            asked.countDown();
            in.lines().forEach(_ -> {});
        } catch (IOException e) {
            // As it leaves, what was sent to it may be unread.
        }
        left.countDown();
    }
}
