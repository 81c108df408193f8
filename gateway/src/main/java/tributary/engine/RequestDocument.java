package tributary.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonOutput;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Call;

/**
 * The one document that expressions read: what the client sent, and each call's value under its name. A view: nothing is
 * copied or made before an expression asks for it.
 *
 * <p>Whoever evaluates over it reads only calls that have ended: the planner has seen to that.
 */
final class RequestDocument implements JsonObject {
    private final Aggregate aggregate;
    private final Request request;
    private final IntFunction<JsonValue> values;
    private final @Nullable JsonValue item;

    /** @param values each call's value by slot */
    RequestDocument(Aggregate aggregate, Request request, IntFunction<JsonValue> values, @Nullable JsonValue item) {
        this.aggregate = aggregate;
        this.request = request;
        this.values = values;
        this.item = item;
    }

    /** The same with {@code item} as the current element. */
    RequestDocument withItem(JsonValue current) {
        return new RequestDocument(aggregate, request, values, current);
    }

    @Override
    public @Nullable JsonValue get(String name) {
        return switch (name) {
            case "path" -> request.path();
            case "query" -> request.query();
            case "header" -> request.header();
            case "cookie" -> request.cookie();
            case "body" -> request.body();
            case "claims" -> JsonNull.NULL;
            case "item" -> item;
            default -> {
                Call call = aggregate.call(name);
                yield call == null ? null : values.apply(call.slot());
            }
        };
    }

    /** The calls' names: a response that asks for the whole document gets the answers, not the client's own words. */
    @Override
    public Set<String> names() {
        return answers().names();
    }

    @Override
    public void writeTo(JsonOutput out) {
        answers().writeTo(out);
    }

    @Override
    public int roughSize() {
        return answers().roughSize();
    }

    /** Each call's value under its name, in the configuration's order. */
    JsonObject answers() {
        Map<String, JsonValue> members =
                LinkedHashMap.newLinkedHashMap(aggregate.calls().size());
        for (Call call : aggregate.calls()) {
            members.put(call.name(), values.apply(call.slot()));
        }
        return JsonObject.of(members);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && JsonObject.equal(this, other);
    }

    @Override
    public int hashCode() {
        return JsonObject.hash(this);
    }

    @Override
    public String toString() {
        return JsonOutput.text(this);
    }
}
