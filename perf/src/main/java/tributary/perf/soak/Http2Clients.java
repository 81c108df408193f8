package tributary.perf.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tributary.perf.soak.Deed.Outcome;
import tributary.perf.soak.Parts.Form;

/**
 * Two clients for HTTP/2, each on few connections with many streams: one that waits for its answers, and one that takes back
 * its requests, for a connection on which many are taken back is rightly ended.
 *
 * <p>The JDK's client asks for HTTP/2 by upgrade, {@link Http2Wire} by prior knowledge. Thread-safe.
 */
final class Http2Clients implements AutoCloseable {
    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient patient = client();
    private final HttpClient fickle = client();

    Http2Clients(int port) {
        this.port = port;
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .executor(threads)
                .build();
    }

    static Outcome asked(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        String id = visitor.id();
        return switch (visitor.random().nextInt(3)) {
            case 0 -> Check.whole(200, GoodDeeds.three(id), visitor.http2().send(visitor, "/three/" + id, ""));
            case 1 -> Check.whole(200, GoodDeeds.each(id), visitor.http2().send(visitor, "/each/" + id, ""));
            default -> {
                String body = "{\"from\":" + id + "}";
                String expected = "{\"saved\":" + Documents.written(id, body) + "}";
                yield Check.whole(201, expected, visitor.http2().send(visitor, "/write/" + id, body));
            }
        };
    }

    /** A stream to its end. */
    static Outcome streamed(Visitor visitor) throws IOException, Mismatch, InterruptedException {
        Form form = StreamDeeds.form(visitor);
        boolean packed = visitor.random().nextBoolean();
        boolean bulky = visitor.random().nextInt(4) == 0;
        String id = visitor.id();
        Answer answer = visitor.http2()
                .send(
                        visitor,
                        (bulky ? "/bulky/" : "/parts/") + id,
                        "",
                        "Accept",
                        form.type(),
                        "Accept-Encoding",
                        packed ? "gzip" : "identity");
        return StreamDeeds.whole(form, packed, bulky ? StreamDeeds.bulky(id) : StreamDeeds.parts(id), answer);
    }

    private Answer send(Visitor visitor, String path, String body, String... fields)
            throws IOException, Mismatch, InterruptedException {
        HttpRequest request = request(visitor, path, body, fields);
        HttpResponse<byte[]> response = patient.send(request, BodyHandlers.ofByteArray());
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return visitor.mine(Answer.of(response.statusCode(), headers, response.body()));
    }

    private HttpRequest request(Visitor visitor, String path, String body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Connection.PATIENCE)
                .header("X-Request-Id", visitor.id());
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return body.isEmpty()
                ? request.build()
                : request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
    }

    /** Begins a request, and takes it back by resetting its stream. */
    static Outcome takenBack(Visitor visitor) throws InterruptedException {
        Http2Clients clients = visitor.http2();
        HttpRequest request = visitor.random().nextBoolean()
                ? clients.request(visitor, "/wait/300/" + visitor.id(), "")
                : clients.request(
                        visitor,
                        "/lingering/" + visitor.id(),
                        "",
                        "Accept",
                        StreamDeeds.form(visitor).type());
        CompletableFuture<HttpResponse<String>> answer = clients.fickle.sendAsync(request, BodyHandlers.ofString());
        Thread.sleep(1 + visitor.random().nextInt(12));
        answer.cancel(true);
        return Outcome.LEFT;
    }

    @Override
    public void close() {
        patient.shutdownNow();
        fickle.shutdownNow();
        patient.close();
        fickle.close();
        threads.close();
    }
}
