package tributary.downstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.downstream.Bytes;
import tributary.downstream.Failure;

/** Bodies that come packed. */
class GunzipTest {
    private static final int MOST = 1000;

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(out)) {
            packing.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(String plain) {
        return gzip(plain.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String unpack(byte[] packed) throws WireException {
        // Not at the array's beginning, as it may be in life.
        byte[] shifted = joined(new byte[] {1, 2, 3}, packed, new byte[] {4});
        return Wire.text(Gunzip.unpack(new Bytes(shifted, 3, packed.length), MOST));
    }

    private static Failure failure(byte[] packed) {
        try {
            return new Failure.Reset("no failure but " + unpack(packed));
        } catch (WireException e) {
            return e.failure();
        }
    }

    private static void invalid(byte[] packed, String how) {
        assertThat(failure(packed)).isEqualTo(new Failure.InvalidJson("the gzip body " + how));
    }

    @Test
    void unpacks_up_to_the_limit() throws Exception {
        for (int length : new int[] {0, 1, 999, 1000}) {
            assertThat(unpack(gzip("x".repeat(length)))).isEqualTo("x".repeat(length));
        }
        assertThat(failure(gzip("x".repeat(1001)))).isInstanceOf(Failure.TooLarge.class);
    }

    @Test
    void unpacks_several_members_and_all_kinds_of_header() throws Exception {
        assertThat(unpack(joined(gzip("ab"), gzip("cd")))).isEqualTo("abcd");
        byte[] packed = gzip("ab");
        packed[3] = 4 + 8 + 16;
        byte[] head = Arrays.copyOf(packed, 10);
        byte[] rest = Arrays.copyOfRange(packed, 10, packed.length);
        byte[] texts = {3, 0, 9, 9, 9, 'n', 'a', 0, 'c', 0};
        assertThat(unpack(joined(head, texts, rest))).isEqualTo("ab");
        head[3] |= 2;
        CRC32 crc = new CRC32();
        crc.update(joined(head, texts));
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        assertThat(unpack(joined(head, texts, sum, rest))).isEqualTo("ab");
        sum[0]++;
        invalid(joined(head, texts, sum, rest), "is damaged");
    }

    @Test
    void every_truncation_is_found() {
        byte[] packed = gzip("{\"items\": [1, 2, 3]}");
        for (int length = 1; length < packed.length; length++) {
            assertThat(failure(Arrays.copyOf(packed, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(Failure.InvalidJson.class);
        }
    }

    @Test
    void lies_are_found() {
        invalid("{}".repeat(20).getBytes(StandardCharsets.US_ASCII), "is none");
        invalid(joined(gzip("ab"), new byte[20]), "has bytes behind its end");
        invalid(joined(gzip("ab"), new byte[1]), "ends too early");
        byte[] wrongSum = gzip("ab");
        wrongSum[wrongSum.length - 8]++;
        invalid(wrongSum, "is damaged");
        byte[] wrongLength = gzip("ab");
        wrongLength[wrongLength.length - 4]++;
        invalid(wrongLength, "is damaged");
        byte[] reserved = gzip("ab");
        reserved[3] = 0x20;
        invalid(reserved, "is none");
    }

    @Test
    void damage_never_does_more_than_fail() {
        Random random = new Random(42);
        byte[] packed = gzip("{\"items\": [1, 2, 3], \"more\": \"text and text and text\"}");
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = packed.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            // Whatever it is: a value or a failure. Another exception would end the test.
            assertThat(failure(damaged)).isNotNull();
        }
    }

    @Test
    void a_bomb_is_stopped_while_it_unfolds() {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);
        int most = 5 * 1024 * 1024;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> Gunzip.unpack(Bytes.of(bomb), most)).isInstanceOf(WireException.class);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(4L * most);
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, 200 hello",
        "GZip, 200 hello",
        "x-gzip, 200 hello",
        "'gzip, gzip', invalid-json",
        "br, invalid-json",
        "deflate, invalid-json",
        "identity, invalid-json-left-to-others",
    })
    void codings(String coding, String expected) throws Exception {
        byte[] packed = gzip("hello");
        String head = "HTTP/1.1 200 OK\r\ncontent-encoding: " + coding + "\r\ncontent-length: " + packed.length;
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    while (true) {
                        peer.request();
                        peer.send(joined((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII), packed));
                    }
                });
                Wire wire = Wire.to(server)) {
            for (int i = 0; i < 2; i++) {
                String end = wire.get();
                if (coding.equals("identity")) {
                    assertThat(end).startsWith("200 \u001f\u008b");
                } else {
                    assertThat(end).isEqualTo(expected);
                }
            }
            assertThat(server.requests().getFirst()).contains("\r\naccept-encoding: gzip\r\n");
            assertThat(server.accepted())
                    .as("what is wrong inside does not harm the connection")
                    .isEqualTo(1);
        }
    }

    @Test
    void an_error_stands_without_its_damaged_body() throws Exception {
        String answer = "HTTP/1.1 503 X\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nno";
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answers(answer));
                Wire wire = Wire.to(server)) {
            assertThat(wire.get()).isEqualTo("503");
        }
    }

    @Test
    void two_fields_are_several_codings() throws Exception {
        String two =
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nno";
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answers(two));
                Wire wire = Wire.to(server)) {
            assertThat(wire.get()).isEqualTo("invalid-json");
        }
    }
}
