package tributary.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.Explained.Emitted;
import tributary.plan.Explained.Step;

/**
 * An explained plan as JSON, for programs. Members keep their names and meaning; new ones may be added. Times are in whole
 * milliseconds. What does not apply to a call is left out. Stateless.
 */
public final class ExplainedJson {
    private ExplainedJson() {}

    public static JsonObject of(Explained explained) {
        Aggregate aggregate = explained.aggregate();
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("aggregate", JsonString.of(aggregate.name()));
        json.put("method", JsonString.of(aggregate.method().name()));
        json.put("path", JsonString.of(aggregate.route().toString()));
        json.put("summary", JsonString.of(aggregate.summary()));
        json.put("deadlineMs", millis(aggregate.deadline()));
        json.put("auth", JsonString.of(aggregate.access().auth().name().toLowerCase(Locale.ROOT)));
        json.put("cost", JsonNumber.of(aggregate.access().cost()));
        json.put("priority", JsonString.of(aggregate.priority().name().toLowerCase(Locale.ROOT)));
        json.put("stages", stages(explained));
        json.put(
                "calls",
                JsonArray.of(explained.steps().stream()
                        .map(step -> call(step, aggregate))
                        .toList()));
        json.put("longestChain", chain(explained));
        json.put("response", JsonString.of(response(aggregate.response())));
        json.put("stream", JsonBoolean.of(aggregate.delivery().stream()));
        json.put("async", JsonBoolean.of(aggregate.delivery().async() != null));
        if (!explained.emits().isEmpty()) {
            json.put(
                    "emit",
                    JsonArray.of(
                            explained.emits().stream().map(ExplainedJson::emit).toList()));
        }
        return JsonObject.of(json);
    }

    private static JsonObject emit(Emitted emitted) {
        Emit emit = emitted.emit();
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("sink", JsonString.of(emit.sink()));
        json.put("kind", JsonString.of(emitted.sink().kind()));
        if (emit.when() != null) {
            json.put("when", JsonString.of(emit.when().toString()));
        }
        if (emit.key() != null) {
            json.put("key", JsonString.of(emit.key().toString()));
        }
        json.put("whenFull", JsonString.of(emitted.sink().whenFull().name().toLowerCase(Locale.ROOT)));
        json.put("mayDelay", JsonBoolean.of(emitted.mayDelay()));
        return JsonObject.of(json);
    }

    private static JsonArray stages(Explained explained) {
        List<JsonValue> stages = new ArrayList<>();
        for (int i = 0; !explained.stage(i).isEmpty(); i++) {
            stages.add(names(explained.stage(i)));
        }
        return JsonArray.of(stages);
    }

    private static JsonObject chain(Explained explained) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("calls", names(explained.chain()));
        json.put("worstMs", millis(explained.longest()));
        json.put("withinDeadline", JsonBoolean.of(explained.withinDeadline()));
        return JsonObject.of(json);
    }

    private static JsonArray names(List<Step> steps) {
        return JsonArray.of(
                steps.stream().map(step -> JsonString.of(step.call().name())).toList());
    }

    private static JsonObject call(Step step, Aggregate aggregate) {
        Call call = step.call();
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("name", JsonString.of(call.name()));
        json.put("stage", JsonNumber.of(step.stage()));
        json.put("method", JsonString.of(call.verb().name()));
        json.put("service", JsonString.of(call.service().name()));
        json.put("serviceUrl", JsonString.of(call.service().url().toString()));
        json.put("url", JsonString.of(call.url().text()));
        json.put("timeoutMs", millis(call.timeout()));
        PolicyJson.addTo(json, call);
        json.put("waitsFor", needs(call, aggregate));
        json.put("optional", JsonBoolean.of(call.optional()));
        if (call.optional() || call.when() != null) {
            json.put("default", call.fallback());
        }
        if (call.when() != null) {
            json.put("when", JsonString.of(call.when().toString()));
        }
        if (call.forEach() != null) {
            json.put("forEach", forEach(call.forEach(), step, aggregate));
        }
        if (!call.onStatus().isEmpty()) {
            Map<String, JsonValue> statuses = new LinkedHashMap<>();
            new TreeMap<>(call.onStatus()).forEach((status, value) -> statuses.put(status.toString(), value));
            json.put("onStatus", JsonObject.of(statuses));
        }
        return JsonObject.of(json);
    }

    private static JsonArray needs(Call call, Aggregate aggregate) {
        return JsonArray.of(
                call.needs().stream().map(need -> need(need, aggregate)).toList());
    }

    private static JsonObject need(Call.Need need, Aggregate aggregate) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("call", JsonString.of(aggregate.calls().get(need.slot()).name()));
        json.put("because", JsonString.of(need.because()));
        return JsonObject.of(json);
    }

    private static JsonObject forEach(Call.ForEach forEach, Step step, Aggregate aggregate) {
        Map<String, JsonValue> json = new LinkedHashMap<>();
        json.put("elements", JsonString.of(forEach.elements().toString()));
        json.put("maxParallel", JsonNumber.of(forEach.maxParallel()));
        json.put("maxElements", JsonNumber.of(forEach.maxElements()));
        json.put("rounds", JsonNumber.of(step.rounds()));
        Call.Attach attach = forEach.attach();
        if (attach != null) {
            Map<String, JsonValue> to = new LinkedHashMap<>();
            to.put("call", JsonString.of(aggregate.calls().get(attach.slot()).name()));
            to.put("member", JsonString.of(attach.member()));
            json.put("attach", JsonObject.of(to));
        }
        return JsonObject.of(json);
    }

    private static String response(Aggregate.Response response) {
        return switch (response) {
            case Aggregate.Response.ByName _ -> "by-name";
            case Aggregate.Response.Flat _ -> "flat";
            case Aggregate.Response.Shaped _ -> "template";
        };
    }

    private static JsonNumber millis(Duration duration) {
        return JsonNumber.of(duration.toMillis());
    }
}
