package tributary.admin;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.schedule.RunState;

/** What is done again and again, and what came of it: probes, tokens, the cleaning of jobs, looks at the files of the configuration, and what that schedules. Thread-safe. */
record SchedulesPage(Operated gateway) implements Page {
    /** What one might look for here and would not find. */
    private static final JsonArray ELSEWHERE = JsonArray.of(List.of(
            elsewhere(
                    "deadlines of requests, calls and connections to services",
                    "each comes once, thousands at a time: they lie in one wheel"),
            elsewhere(
                    "token buckets of limits",
                    "nothing cleans them: one that is full again is as good as a new one, and its place is taken"),
            elsewhere(
                    "late and idle clients, idle connections to services",
                    "looked at several times a second, as long as their listener or service lives; those ended are counted in"
                            + " tributary_client_connections_ended_total"),
            elsewhere(
                    "how late threads wake up, how full the heap is",
                    "measured many times a second: tributary_scheduling_delay_seconds")));

    private static JsonObject elsewhere(String what, String why) {
        return JsonObject.EMPTY.with("what", JsonString.of(what)).with("why", JsonString.of(why));
    }

    @Override
    public void answer(ServerRequest request, ServerResponse response) {
        JsonArray all = JsonArray.of(
                gateway.schedules().stream().map(SchedulesPage::json).toList());
        Answers.json(
                request, response, 200, JsonObject.EMPTY.with("schedules", all).with("elsewhere", ELSEWHERE));
    }

    static JsonObject json(RunState state) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", JsonString.of(state.name()));
        json.put("lastRun", text(state.lastRun()));
        json.put("lastMs", millis(state.lastTook()));
        json.put("nextRun", text(state.nextRun()));
        json.put("runningSince", text(state.runningSince()));
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
