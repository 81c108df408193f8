package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import tributary.jobs.Jobs;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** How many jobs there are, by how far they are; never which: their ids are their clients' alone. Thread-safe. */
final class JobsPage implements Page {
    private final Operated gateway;

    JobsPage(Operated gateway) {
        this.gateway = gateway;
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response) {
        Jobs jobs = gateway.jobs();
        if (jobs == null) {
            Answers.problem(request, response, 404, "not-found", "No aggregate is done in jobs");
            return;
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        jobs.states().forEach((state, count) -> members.put(state.word(), JsonNumber.of(count)));
        members.put("waiting", JsonNumber.of(jobs.waiting()));
        members.put("accepted", JsonNumber.of(jobs.counts().accepted()));
        members.put("store-errors", JsonNumber.of(jobs.counts().storeErrors()));
        String failure = jobs.failure();
        members.put("store-failure", failure == null ? JsonNull.NULL : JsonString.of(failure));
        Answers.json(request, response, 200, JsonObject.of(members));
    }
}
