package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tributary.json.JsonArray;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.reload.Finding;
import tributary.reload.Outcome;
import tributary.reload.Outcome.Cause;
import tributary.reload.Outcome.Result;
import tributary.reload.Reloader;

/**
 * {@code /reload}: GET shows what came of reading the configuration the last time, POST reads it again and shows what came of
 * that, with 422 where it was refused.
 *
 * <p>Thread-safe.
 */
record ReloadPage(Operated gateway) {

    void show(ServerRequest request, ServerResponse response) {
        Reloader reloader = gateway.reloader();
        if (reloader == null) {
            unknown(request, response);
            return;
        }
        Answers.json(request, response, 200, json(reloader.last()));
    }

    void reload(ServerRequest request, ServerResponse response) throws InterruptedException {
        Reloader reloader = gateway.reloader();
        if (reloader == null) {
            unknown(request, response);
            return;
        }
        if (gateway.phase() == Operated.Phase.STOPPING) {
            Answers.problem(request, response, 503, "stopping", "The gateway is stopping");
            return;
        }
        Optional<Outcome> outcome = reloader.reload(Cause.REQUEST);
        if (outcome.isEmpty()) {
            Answers.problem(
                    request,
                    response,
                    503,
                    "busy",
                    "Reading the configuration takes long, or others have it read; GET /reload tells what came of it");
            return;
        }
        int status = outcome.get().result() == Result.TAKEN ? 200 : 422;
        Answers.json(request, response, status, json(outcome.get()));
    }

    private static void unknown(ServerRequest request, ServerResponse response) {
        Answers.problem(
                request, response, 404, "not-found", "This gateway has no configuration that it could read again");
    }

    static JsonObject json(Outcome outcome) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("generation", JsonNumber.of(outcome.generation()));
        json.put("when", JsonString.of(outcome.when().toString()));
        json.put("cause", word(outcome.cause()));
        json.put("outcome", word(outcome.result()));
        json.put("errors", findings(outcome.errors()));
        json.put("warnings", findings(outcome.warnings()));
        return JsonObject.of(json);
    }

    private static JsonString word(Enum<?> value) {
        return JsonString.of(value.name().toLowerCase(Locale.ROOT));
    }

    private static JsonArray findings(List<Finding> findings) {
        return JsonArray.of(findings.stream().map(ReloadPage::finding).toList());
    }

    private static JsonObject finding(Finding each) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("file", JsonString.of(each.file()));
        json.put("line", JsonNumber.of(each.line()));
        json.put("column", JsonNumber.of(each.column()));
        json.put("message", JsonString.of(each.message()));
        return JsonObject.of(json);
    }
}
