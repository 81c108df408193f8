package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import java.util.Map;
import tributary.json.JsonArray;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.observe.Recent;
import tributary.observe.RecordJson;

/** The last slow, failed and partial requests with their waterfalls; with {@code ?id=} the one of that id. Thread-safe. */
final class RequestsPage implements Page {
    private final Recent recent;

    RequestsPage(Recent recent) {
        this.recent = recent;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response) {
        if (!request.query().contains("id")) {
            JsonArray all =
                    JsonArray.of(recent.all().stream().map(RequestsPage::json).toList());
            Answers.json(request, response, 200, JsonObject.of(Map.of("requests", all)));
            return;
        }
        Recent.Kept kept = recent.find(request.query().get("id"));
        if (kept == null) {
            Answers.problem(request, response, 404, "not-found", "No request with this id is kept");
        } else {
            Answers.json(request, response, 200, json(kept));
        }
    }

    private static JsonObject json(Recent.Kept kept) {
        return RecordJson.of(kept.request())
                .with("kind", JsonString.of(kept.kind().name().toLowerCase(Locale.ROOT)));
    }
}
