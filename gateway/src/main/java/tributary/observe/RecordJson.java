package tributary.observe;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * A request that has ended, as JSON: its calls as a waterfall, all times in milliseconds from the request's beginning. What does
 * not apply is left out. Pure.
 */
public final class RecordJson {
    private static final long NANOS = 1_000_000_000L;

    private RecordJson() {}

    public static JsonObject of(RequestRecord request) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("id", JsonString.of(request.id()));
        json.put("traceId", JsonString.of(request.trace().traceId()));
        json.put(
                "began",
                JsonString.of(Instant.ofEpochSecond(request.epochNanos() / NANOS, request.epochNanos() % NANOS)
                        .toString()));
        json.put("elapsedMs", millis(request.elapsedNanos()));
        json.put("client", JsonString.of(request.client()));
        text(json, "tier", request.tier());
        json.put("method", JsonString.of(request.method()));
        json.put("path", JsonString.of(request.path()));
        json.put("aggregate", JsonString.of(request.aggregate()));
        json.put("protocol", JsonString.of(request.protocol()));
        text(json, "via", request.via().word());
        text(json, request.via().word(), request.via().name());
        json.put("status", JsonNumber.of(request.status()));
        json.put("outcome", JsonString.of(request.outcome()));
        text(json, "limit", request.limit());
        json.put("requestBytes", JsonNumber.of(request.requestBytes()));
        json.put("responseBytes", JsonNumber.of(request.responseBytes()));
        if (request.ownNanos() >= 0) {
            json.put("gatewayMs", millis(request.ownNanos()));
        }
        json.put("calls", calls(request));
        return JsonObject.of(json);
    }

    /** What is told to the client itself, while its answer is not yet written. */
    public static JsonObject explanation(RequestRecord request) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("traceId", JsonString.of(request.trace().traceId()));
        json.put("elapsedMs", millis(request.elapsedNanos()));
        if (request.ownNanos() >= 0) {
            json.put("gatewayMs", millis(request.ownNanos()));
        }
        json.put("calls", calls(request));
        return JsonObject.of(json);
    }

    /** The waterfall alone. */
    public static JsonArray calls(RequestRecord request) {
        return JsonArray.of(request.calls().stream()
                .map(call -> of(call, request.startNanos()))
                .toList());
    }

    private static JsonObject of(CallRecord call, long start) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", JsonString.of(call.name()));
        json.put("service", JsonString.of(call.service()));
        json.put("method", JsonString.of(call.method()));
        json.put("optional", JsonBoolean.of(call.optional()));
        json.put("needs", texts(call.needs()));
        json.put("end", JsonString.of(call.began() ? call.end().name().toLowerCase(Locale.ROOT) : "not-begun"));
        if (!call.began()) {
            return JsonObject.of(json);
        }
        text(json, "reason", call.reason());
        number(json, "status", call.status());
        json.put("readyMs", millis(call.readyNanos() - start));
        json.put("endMs", millis(call.endNanos() - start));
        json.put("requests", JsonNumber.of(call.requests()));
        number(json, "shared", call.shared());
        text(json, "merged", call.merged());
        json.put("made", JsonNumber.of(call.made()));
        json.put(
                "attempts",
                JsonArray.of(call.attempts().stream()
                        .map(attempt -> of(attempt, start))
                        .toList()));
        return JsonObject.of(json);
    }

    private static JsonObject of(AttemptTrace attempt, long start) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("number", JsonNumber.of(attempt.number()));
        if (attempt.hedge()) {
            json.put("hedge", JsonBoolean.of(true));
        }
        number(json, "target", attempt.target());
        json.put("startMs", millis(attempt.startNanos() - start));
        json.put("endMs", millis(attempt.endNanos() - start));
        number(json, "status", attempt.status());
        text(json, "reason", attempt.reason());
        number(json, "sentBytes", attempt.sentBytes());
        json.put("receivedBytes", JsonNumber.of(attempt.receivedBytes()));
        return JsonObject.of(json);
    }

    private static JsonArray texts(List<String> texts) {
        return JsonArray.of(texts.stream().map(JsonString::of).toList());
    }

    private static void text(Map<String, JsonValue> json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, JsonString.of(value));
        }
    }

    private static void number(Map<String, JsonValue> json, String name, int value) {
        if (value != 0) {
            json.put(name, JsonNumber.of(value));
        }
    }

    /** To a microsecond. */
    private static JsonNumber millis(long nanos) {
        return JsonNumber.of(BigDecimal.valueOf(Math.round((double) nanos / 1000), 3));
    }
}
