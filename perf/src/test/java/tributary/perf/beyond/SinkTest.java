package tributary.perf.beyond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import tributary.perf.beyond.Sink.Manner;
import tributary.perf.beyond.Sink.Taken;

class SinkTest {
    private static int post(Sink sink, int n) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sink.port()))
                    .version(HttpClient.Version.HTTP_1_1)
                    .POST(BodyPublishers.ofString("{\"key\":\"k\",\"n\":\"" + n + "\"}"))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void takes_events_only_while_it_is_well() throws Exception {
        try (Sink sink = Sink.start()) {
            assertThat(post(sink, 1)).isEqualTo(200);
            sink.manner(Manner.FAILING);
            assertThat(post(sink, 2)).isEqualTo(503);
            sink.manner(Manner.REFUSING);
            assertThatThrownBy(() -> post(sink, 3)).isInstanceOf(ConnectException.class);
            sink.manner(Manner.WELL);
            assertThat(post(sink, 4)).isEqualTo(200);
            assertThat(sink.taken()).containsExactly(new Taken("k", 1), new Taken("k", 4));
        }
    }

    @Test
    void whom_it_let_hang_it_never_answers() throws Exception {
        try (Sink sink = Sink.start()) {
            sink.manner(Manner.HANGING);
            Thread recovery = Thread.startVirtualThread(() -> {
                try {
                    sink.manner(Manner.WELL);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            // Either it came while the sink hung, and is reset, or after it.
            try {
                post(sink, 1);
                assertThat(sink.taken()).containsExactly(new Taken("k", 1));
            } catch (IOException reset) {
                assertThat(sink.taken()).isEmpty();
            }
            recovery.join();
        }
    }
}
