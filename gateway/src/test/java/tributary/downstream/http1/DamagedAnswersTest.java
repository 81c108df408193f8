package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static tributary.downstream.http1.ScriptedServer.ok;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tributary.resilience.Ticker;

/**
 * Seeded damage to good answers: whatever the bytes, an exchange ends in time with an answer or a failure, never with
 * another exception, and leaves no place behind.
 */
class DamagedAnswersTest {
    private static final List<String> GOOD = List.of(
            ok("{\"a\": [1, 2, 3]}"),
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x=y\r\n[1,2]\r\na\r\n0123456789\r\n0\r\nt: u\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nx: y\r\n\r\n{}",
            "HTTP/1.0 200 OK\r\nserver: old\r\n\r\n{\"to\": \"the end\"}",
            "HTTP/1.1 304 Not Modified\r\netag: \"x\"\r\n\r\n");
    private static final String SPICE = "\r\n\0\t :;,-+0123456789abcdefxHTP/\u00ff";

    private static final Duration BRIEF = Duration.ofMillis(15);

    private static String damaged(String good, Random random) {
        StringBuilder text = new StringBuilder(good);
        for (int n = random.nextInt(1, 5); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            char spice = SPICE.charAt(random.nextInt(SPICE.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, spice);
                case 1 -> text.insert(at, spice);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.setLength(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(30))));
            }
        }
        return text.toString();
    }

    @Test
    void any_bytes_end_in_an_answer_or_a_failure() throws Exception {
        Random random = new Random(2024);
        ConcurrentLinkedQueue<byte[]> toSend = new ConcurrentLinkedQueue<>();
        AtomicBoolean staysOpen = new AtomicBoolean();
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    peer.request();
                    byte[] bytes = toSend.remove();
                    // In two pieces, so that lines are cut anywhere.
                    int cut = bytes.length / 3;
                    peer.send(Arrays.copyOf(bytes, cut));
                    peer.send(Arrays.copyOfRange(bytes, cut, bytes.length));
                    if (staysOpen.get()) {
                        peer.closedByOther();
                    }
                });
                Wire wire = Wire.to(server)) {
            for (int i = 0; i < 3_000; i++) {
                String answer = damaged(GOOD.get(i % GOOD.size()), random);
                // Enough for the one repetition that a kept connection may cause.
                toSend.add(answer.getBytes(StandardCharsets.ISO_8859_1));
                toSend.add(answer.getBytes(StandardCharsets.ISO_8859_1));
                staysOpen.set(i % 50 == 0);
                long start = Ticker.SYSTEM.nanos();
                String end = wire.exchange(Wire.get("/"), staysOpen.get() ? BRIEF : Wire.SOON);
                long took = Ticker.SYSTEM.nanos() - start;
                assertThat(end).as(answer).matches("(?s)[1-5]\\d\\d.*|reset|too-large|invalid-json|timeout");
                assertThat(took).as(answer).isLessThan(Wire.SOON.toNanos() * 2 / 3);
                assertThat(wire.transport.use().inUse()).as(answer).isZero();
                toSend.clear();
            }
        }
    }
}
