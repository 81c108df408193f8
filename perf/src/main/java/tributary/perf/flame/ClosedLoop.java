package tributary.perf.flame;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that each ask again as soon as they are answered: enough to keep a gateway busy, no measure of its latency.
 * {@link #close} ends them all.
 */
final class ClosedLoop implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();

    private ClosedLoop() {}

    static ClosedLoop on(URI url, int clients) {
        ClosedLoop loop = new ClosedLoop();
        HttpRequest request = HttpRequest.newBuilder(url).build();
        for (int i = 0; i < clients; i++) {
            loop.threads.execute(() -> loop.ask(request));
        }
        return loop;
    }

    private void ask(HttpRequest request) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                (client.send(request, BodyHandlers.discarding()).statusCode() == 200 ? answered : failed).increment();
            }
        } catch (IOException e) {
            failed.increment();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long answered() {
        return answered.sum();
    }

    long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        client.shutdownNow();
    }
}
