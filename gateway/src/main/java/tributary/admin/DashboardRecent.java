package tributary.admin;

import static tributary.admin.DashboardJson.millis;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tributary.json.JsonArray;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.observe.CallRecord;
import tributary.observe.CallTrace.End;
import tributary.observe.Recent;
import tributary.observe.Recent.Kind;
import tributary.observe.RequestRecord;

/** The last requests worth a look, in a line each: the latest {@link #EACH} of each kind, and which calls were to blame. */
record DashboardRecent(Recent recent) {
    private static final int EACH = 10;
    private static final int MOST_BLAMED = 3;

    JsonArray json() {
        Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
        return JsonArray.of(recent.all().stream()
                .filter(each -> seen.merge(each.kind(), 1, Integer::sum) <= EACH)
                .sorted(Comparator.comparingLong(
                                (Recent.Kept each) -> each.request().epochNanos())
                        .reversed())
                .map(DashboardRecent::line)
                .toList());
    }

    private static JsonObject line(Recent.Kept kept) {
        RequestRecord request = kept.request();
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("id", JsonString.of(request.id()));
        json.put("kind", JsonString.of(DashboardSample.word(kept.kind())));
        json.put("began", JsonNumber.of(request.epochNanos() / 1_000_000));
        json.put("elapsed", millis(OptionalLong.of(request.elapsedNanos())));
        json.put("aggregate", JsonString.of(request.aggregate()));
        if (!request.via().isConnection()) {
            json.put("via", JsonString.of(request.via().word()));
        }
        json.put("method", JsonString.of(request.method()));
        json.put("path", JsonString.of(request.path()));
        json.put("status", JsonNumber.of(request.status()));
        json.put("outcome", JsonString.of(request.outcome()));
        json.put(
                "blamed",
                JsonArray.of(blamed(request).map(DashboardRecent::blamed).toList()));
        return JsonObject.of(json);
    }

    /** The calls that are missing; where none is, the one that took longest. */
    private static Stream<CallRecord> blamed(RequestRecord request) {
        List<CallRecord> missing = request.calls().stream()
                .filter(call -> call.began() && (call.end() == End.FAILED || call.end() == End.DEFAULTED))
                .limit(MOST_BLAMED)
                .toList();
        return missing.isEmpty()
                ? request.calls().stream()
                        .filter(CallRecord::began)
                        .max(Comparator.comparingLong(CallRecord::elapsedNanos))
                        .stream()
                : missing.stream();
    }

    private static JsonObject blamed(CallRecord call) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("call", JsonString.of(call.name()));
        json.put("service", JsonString.of(call.service()));
        json.put("reason", JsonString.of(call.reason()));
        json.put("elapsed", millis(OptionalLong.of(call.elapsedNanos())));
        return JsonObject.of(json);
    }
}
