package tributary.edge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class Http2StreamsTest {
    @Test
    void a_stream_that_has_ended_leaves_no_presence_behind() throws Exception {
        ConnectionCounts counts = new ConnectionCounts();
        AtomicInteger served = new AtomicInteger();
        try (Watch watch = new Watch(GuardedServer.limits());
                SocketChannel channel = SocketChannel.open()) {
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            GuardedSocket socket = new GuardedSocket(channel, counts, watch.now());
            Http2Streams streams = new Http2Streams(threads, socket, counts, watch);
            try (threads) {
                for (int id = 1; id < 20; id += 2) {
                    int stream = id;
                    streams.execute(() -> {
                        Presence before = streams.presence(stream);
                        served.addAndGet(before.reading(() -> 1));
                        // The answer is written after the work, and asks for the presence once more.
                        streams.presence(stream).writing(() -> assertThat(streams.presence(stream))
                                .isSameAs(before));
                    });
                }
            }
            assertThat(served).hasValue(10);
            assertThat(streams.presences()).isZero();
        }
    }
}
