package tributary.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tributary.json.JsonException;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.observe.RecordJson;
import tributary.observe.RequestRecord;

/** One request over HTTP to a gateway in this process: its answer, and what happened meanwhile. */
record Sample(HttpRequest request, HttpResponse<String> response, RequestRecord record) {
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    /** Asks a gateway; {@code observer} is the one that it tells. */
    static Sample of(HttpRequest request, OneRequest observer) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECTING)
                .build()) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Sample(request, response, observer.record());
        }
    }

    boolean ok() {
        return response.statusCode() / 100 == 2;
    }

    /** The request line, what came back, the calls, the document. */
    String text(Paint paint) {
        StringBuilder text = new StringBuilder();
        String line = response.statusCode() + (response.statusCode() == 200 ? " OK" : "") + partial();
        text.append(paint.bold(request.method() + " " + record.path()))
                .append("  →  ")
                .append(ok() ? paint.green(line) : paint.red(line))
                .append("\n\n");
        if (!record.calls().isEmpty()) {
            text.append(new Waterfall(record, paint).text()).append('\n');
        }
        return text.append(document().indent(2)).toString();
    }

    private String partial() {
        return response.headers()
                .firstValue("Tributary-Partial")
                .map(which -> ", partial: " + which)
                .orElse("");
    }

    private String document() {
        try {
            return JsonLayout.of(JsonParser.parse(response.body()));
        } catch (JsonException e) {
            return response.body();
        }
    }

    /** All of it for programs. */
    JsonObject json() {
        Map<String, JsonValue> headers = new LinkedHashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, JsonString.of(String.join(", ", values))));
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("status", JsonNumber.of(response.statusCode()));
        json.put("headers", JsonObject.of(headers));
        json.put("body", body());
        json.put("request", RecordJson.of(record));
        return JsonObject.of(json);
    }

    private JsonValue body() {
        try {
            return JsonParser.parse(response.body());
        } catch (JsonException e) {
            return JsonString.of(response.body());
        }
    }
}
