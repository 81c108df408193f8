package tributary.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** What is asked of a gateway that serves {@code training.yaml}: each kind of request, well and badly, over both protocols. */
final class TrainingLoad {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String JSON = "application/json";

    /**
     * Each request so many times. The JVM keeps profiles of methods that it has compiled, and it compiles what ran some
     * hundred times.
     */
    private static final int ROUNDS = 60;

    private TrainingLoad() {}

    static void on(URI place) throws IOException, InterruptedException {
        List<HttpRequest> requests = List.of(
                get(place, "/products/7/page?limit=3").build(),
                get(place, "/products/7/page?limit=3")
                        .header("accept-encoding", "gzip")
                        .build(),
                get(place, "/products/7")
                        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                        .build(),
                get(place, "/users/7/home").header("accept", JSON).build(),
                get(place, "/side-by-side").build(),
                request(place, "/checkout")
                        .header("content-type", JSON)
                        .POST(BodyPublishers.ofString(
                                "{\"userId\":7,\"lines\":[{\"sku\":\"MUG-SEA\",\"quantity\":2}]}"))
                        .build(),
                get(place, "/products/nothing").build(),
                get(place, "/partial").build(),
                get(place, "/nowhere").build());
        for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
            try (HttpClient client = HttpClient.newBuilder()
                    .version(version)
                    .connectTimeout(PATIENCE)
                    .build()) {
                for (int round = 0; round < ROUNDS; round++) {
                    for (HttpRequest request : requests) {
                        // Whether it is answered well is what the tests are for.
                        client.send(request, BodyHandlers.discarding());
                    }
                }
            }
        }
    }

    private static HttpRequest.Builder get(URI place, String target) {
        return request(place, target).GET();
    }

    private static HttpRequest.Builder request(URI place, String target) {
        return HttpRequest.newBuilder(place.resolve(target)).timeout(PATIENCE);
    }
}
