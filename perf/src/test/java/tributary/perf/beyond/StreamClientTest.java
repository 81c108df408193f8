package tributary.perf.beyond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tributary.perf.process.PlainAnswer;
import tributary.perf.process.PlainService;

class StreamClientTest {
    private static long firstEvent(String stream) throws IOException {
        return StreamClient.firstEvent(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void reads_to_the_end_and_through_what_frames_it() throws IOException {
        long before = System.nanoTime();
        long first = firstEvent(
                "HTTP/1.1 200 OK\r\n\r\n3\r\n:\n\n\r\n1f\r\nevent: a\ndata: 1\n\n\r\nevent: end\ndata: {}\n\n");
        assertThat(first).isBetween(before, System.nanoTime());
    }

    @Test
    void a_stream_without_an_end_is_broken() {
        assertThatThrownBy(() -> firstEvent("event: a\ndata: 1\n\n")).isInstanceOf(EOFException.class);
    }

    @Test
    void asks_at_even_distances_and_counts_what_breaks() throws Exception {
        PlainAnswer stream = new PlainAnswer(200, "event: a\ndata: 1\n\nevent: end\ndata: {}\n\n");
        int[] number = new int[1];
        try (PlainService service = PlainService.start(_ -> {
            synchronized (number) {
                return number[0]++ == 3 ? null : stream;
            }
        })) {
            StreamClient.Streams streams = StreamClient.http1(service.port(), 100, Duration.ofMillis(200));
            assertThat(streams.first().count()).isEqualTo(20);
            assertThat(streams.first().count(200)).isEqualTo(19);
            assertThat(streams.broken()).isNotEmpty();
        }
    }
}
