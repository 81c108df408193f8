package tributary.spans;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where spans go: takes them by HTTP, in the binary form of OTLP. An export ends within ten seconds, its answer's body included.
 * Follows no redirect. Used by one thread.
 *
 * <p>Source: OTLP 1, "OTLP/HTTP".
 */
final class Collector implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** More than a number and a sentence says no collector. */
    private static final int MOST_ANSWER = 64 << 10;

    /** On which the same may be sent again, and on no other. */
    private static final Set<Integer> AGAIN = Set.of(429, 502, 503, 504);

    private static final String TRACES = "/v1/traces";

    private final URI to;
    private final Map<String, String> headers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .executor(threads)
            .build();

    Collector(URI base, Map<String, String> headers) {
        this.to = target(base);
        this.headers = Map.copyOf(headers);
    }

    private static URI target(URI base) {
        String path = base.getRawPath();
        return path == null || path.isEmpty() || path.equals("/") ? base.resolve(TRACES) : base;
    }

    /**
     * Refuses headers that the client sets itself, or that HTTP does not allow.
     *
     * @throws IllegalArgumentException which names the header, and not its value, which is a secret as a rule
     */
    static void check(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            try {
                HttpRequest.newBuilder().header(name, value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name);
            }
        });
    }

    /** What came of an export. */
    sealed interface Answer {}

    /** It has them, but for some that it did not want. */
    record Taken(int rejected) implements Answer {}

    /** It will never want them. */
    record Rejected(String why) implements Answer {}

    /** It may want them later, after {@code pause} at the earliest. */
    record Later(String why, Duration pause) implements Answer {}

    Answer send(byte[] export, int spans) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to).POST(BodyPublishers.ofByteArray(export));
        headers.forEach(request::setHeader);
        request.setHeader("Content-Type", "application/x-protobuf");
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_ANSWER));
        try {
            return of(answer.get(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS), spans);
        } catch (TimeoutException e) {
            return new Later("no answer within " + TIMEOUT.toSeconds() + " s", Duration.ZERO);
        } catch (ExecutionException e) {
            return new Later(why(Objects.requireNonNull(e.getCause())), Duration.ZERO);
        } finally {
            // Ends the exchange where it has not ended.
            answer.cancel(true);
        }
    }

    private static Answer of(HttpResponse<byte[]> answer, int spans) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return new Taken(Answered.rejected(answer.body(), spans));
        }
        if (AGAIN.contains(status)) {
            return new Later("status " + status, wait(answer));
        }
        return new Rejected("status " + status);
    }

    /** {@code Retry-After} in seconds; the other form, a date, is as rare as clocks that agree. */
    private static Duration wait(HttpResponse<byte[]> answer) {
        String text = answer.headers().firstValue("retry-after").orElse("");
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.ZERO;
    }

    private static String why(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Where it is, without what may be secret in its path. */
    String place() {
        return to.getScheme() + "://" + to.getAuthority();
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        threads.close();
    }
}
