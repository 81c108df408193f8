package tributary.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tributary.json.JsonException;
import tributary.json.JsonParser;
import tributary.plan.Aggregate;

/** One request over HTTP to a gateway on this machine, and its answer. */
record Sample(URI uri, HttpResponse<String> response) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Asks; throws where no answer comes within ten seconds. */
    static Sample of(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            return new Sample(uri, client.send(request, BodyHandlers.ofString()));
        }
    }

    boolean ok() {
        return response.statusCode() == 200;
    }

    /** The request line, what came back, the calls, the document. */
    String text(Aggregate aggregate, Paint paint) {
        StringBuilder text = new StringBuilder();
        String status = ok() ? paint.green("200 OK") : paint.red("status " + response.statusCode());
        text.append(paint.bold("GET " + uri.getRawPath())).append("  →  ").append(status);
        text.append("\n\n");
        Timings timings =
                Timings.parse(response.headers().firstValue("server-timing").orElse(""));
        if (timings != null) {
            text.append(new Waterfall(aggregate, timings, paint).text()).append('\n');
        }
        return text.append(document().indent(2)).toString();
    }

    private String document() {
        try {
            return JsonLayout.of(JsonParser.parse(response.body()));
        } catch (JsonException e) {
            return response.body();
        }
    }
}
