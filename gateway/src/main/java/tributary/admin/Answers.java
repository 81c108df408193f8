package tributary.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** How the admin listener answers; a HEAD gets what a GET would, without the body. Stateless. */
final class Answers {
    private Answers() {}

    static void json(ServerRequest request, ServerResponse response, int status, JsonValue json) {
        send(request, response, status, "application/json", json);
    }

    /** A problem document (RFC 9457). */
    static void problem(ServerRequest request, ServerResponse response, int status, String reason, String title) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("type", JsonString.of("urn:tributary:problem:" + reason));
        members.put("title", JsonString.of(title));
        members.put("status", JsonNumber.of(status));
        if (status == 503) {
            response.header(HeaderNames.RETRY_AFTER, "5");
        }
        send(request, response, status, "application/problem+json", JsonObject.of(members));
    }

    private static void send(ServerRequest request, ServerResponse response, int status, String type, JsonValue json) {
        JsonOutput out = new JsonOutput();
        json.writeTo(out);
        response.status(Status.create(status));
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (isHead(request)) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(out.size()));
            response.send();
        } else {
            response.send(out.array(), 0, out.size());
        }
    }

    static boolean isHead(ServerRequest request) {
        return Method.HEAD.equals(request.prologue().method());
    }

    /** Sends a file, however large, piece by piece. */
    static void file(ServerRequest request, ServerResponse response, Path file, String type, String name)
            throws IOException {
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.header(HeaderNames.CONTENT_LENGTH, Long.toString(Files.size(file)));
        response.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (isHead(request)) {
            response.send();
            return;
        }
        try (OutputStream out = response.outputStream()) {
            Files.copy(file, out);
        }
    }
}
