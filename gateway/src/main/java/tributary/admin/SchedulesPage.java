package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.schedule.RunState;

/** What is done again and again, and what came of it: probes, tokens, and what the configuration schedules. Thread-safe. */
record SchedulesPage(Operated gateway) implements Page {
    @Override
    public void answer(ServerRequest request, ServerResponse response) {
        JsonArray all = JsonArray.of(
                gateway.schedules().stream().map(SchedulesPage::json).toList());
        Answers.json(request, response, 200, JsonObject.of(Map.of("schedules", all)));
    }

    private static JsonObject json(RunState state) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", JsonString.of(state.name()));
        json.put("lastRun", text(state.lastRun()));
        json.put("lastMs", millis(state.lastTook()));
        json.put("nextRun", text(state.nextRun()));
        json.put("done", JsonNumber.of(state.done()));
        json.put("failed", JsonNumber.of(state.failed()));
        json.put("failuresInRow", JsonNumber.of(state.failedInRow()));
        json.put("failure", state.failure() == null ? JsonNull.NULL : JsonString.of(state.failure()));
        return JsonObject.of(json);
    }

    private static JsonValue text(@Nullable Instant when) {
        return when == null ? JsonNull.NULL : JsonString.of(when.toString());
    }

    private static JsonValue millis(@Nullable Duration time) {
        return time == null ? JsonNull.NULL : JsonNumber.of(time.toMillis());
    }
}
