package tributary.edge.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.downstream.Bytes;

class GzipTest {
    private static final int LEVEL = 2;

    private static byte[] json(int length) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; text.length() < length; i++) {
            text.append("{\"id\":").append(i * 7919 % 1000).append(",\"title\":\"a lamp\"},");
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private static byte[] unpacked(Bytes packed) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.array(), packed.offset(), packed.length()))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 1024, 10_000, 131_072, 131_073, 262_144, 700_000})
    void gives_back_what_was_packed(int length) throws IOException {
        for (byte[] plain : new byte[][] {json(length), noise(length)}) {
            byte[] around = new byte[length + 20];
            System.arraycopy(plain, 0, around, 7, length);
            for (int level : new int[] {1, LEVEL, 9}) {
                assertThat(unpacked(Gzip.pack(new Bytes(around, 7, length), level)))
                        .isEqualTo(plain);
            }
        }
    }

    @Test
    void makes_json_much_shorter_and_noise_hardly_longer() {
        assertThat(Gzip.pack(Bytes.of(json(100_000)), LEVEL).length()).isLessThan(15_000);
        assertThat(Gzip.pack(Bytes.of(noise(100_000)), LEVEL).length()).isLessThan(100_100);
    }

    /** Whatever size the packed part has, among them those that just fill the room there is. */
    @Test
    void each_part_can_be_unpacked_when_it_is_there() throws Exception {
        PackingCounts counts = new PackingCounts();
        GzipParts parts = new GzipParts(LEVEL, counts);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Inflater inflater = new Inflater(true);
        try {
            for (int i = 0; i < 600; i++) {
                byte[] part = i % 3 == 0 ? json(1 + 13 * i) : noise(1 + i);
                Bytes sent = parts.part(Bytes.of(part));
                packed.write(sent.array(), sent.offset(), sent.length());
                plain.write(part);
                int head = i == 0 ? Gzip.HEAD.length : 0;
                inflater.setInput(sent.array(), sent.offset() + head, sent.length() - head);
                byte[] came = new byte[part.length + 1];
                assertThat(inflater.inflate(came)).isEqualTo(part.length);
                assertThat(Arrays.copyOf(came, part.length)).isEqualTo(part);
            }
        } finally {
            inflater.end();
        }
        Bytes end = parts.end();
        packed.write(end.array(), end.offset(), end.length());
        assertThat(unpacked(Bytes.of(packed.toByteArray()))).isEqualTo(plain.toByteArray());
        assertThat(counts.plain()).isEqualTo(plain.size());
        assertThat(counts.packed()).isEqualTo(packed.size());
    }

    @Test
    void knows_of_the_part_before() {
        byte[] part = json(2000);
        GzipParts parts = new GzipParts(LEVEL, new PackingCounts());
        int first = parts.part(Bytes.of(part)).length();
        assertThat(parts.part(Bytes.of(part)).length()).isLessThan(first / 4);
    }

    @Test
    void a_body_without_parts_is_one_too() throws IOException {
        assertThat(unpacked(new GzipParts(LEVEL, new PackingCounts()).end())).isEmpty();
    }
}
