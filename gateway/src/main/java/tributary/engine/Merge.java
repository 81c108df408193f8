package tributary.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tributary.downstream.Failure;
import tributary.engine.Answer.Ended;
import tributary.engine.Outcome.Answered;
import tributary.engine.Outcome.Failed;
import tributary.expression.Expression;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Aggregate.Response;
import tributary.plan.Call;
import tributary.plan.UnresolvedException;
import tributary.plan.ValueTemplate;

/** Makes one document of the calls' values. Pure: the same outcomes give the same bytes, in whatever order they came. */
final class Merge {
    private static final int OK = 200;

    private final Aggregate aggregate;
    private final IntFunction<@Nullable Outcome> outcomes;
    private final @Nullable JsonValue[] attached;

    /** @param outcomes by slot; null where a call has not ended, which nothing that is evaluated may then need */
    private Merge(Aggregate aggregate, IntFunction<@Nullable Outcome> outcomes) {
        this.aggregate = aggregate;
        this.outcomes = outcomes;
        this.attached = new JsonValue[aggregate.calls().size()];
    }

    static Answer merge(Aggregate aggregate, Request request, List<Ended> ended) {
        List<Ended> failures =
                ended.stream().filter(each -> each.outcome() instanceof Failed).toList();
        Failure cause = failures.stream()
                .min((a, b) -> Long.signum(
                        a.outcome().timing().endNanos() - b.outcome().timing().endNanos()))
                .map(first -> first.outcome().missing())
                .orElse(null);
        if (cause != null) {
            return new Answer.Refusal(cause, failures, ended);
        }
        try {
            JsonValue value = new Merge(aggregate, slot -> ended.get(slot).outcome()).document(request);
            List<Ended> missing = ended.stream()
                    .filter(each -> each.outcome().missing() != null)
                    .toList();
            return new Answer.Document(status(aggregate, ended), value, missing, ended);
        } catch (UnresolvedException e) {
            return new Answer.Refusal(FanOut.unresolved(e), List.of(), ended);
        }
    }

    /** A member of the response, all of whose calls have ended. */
    static JsonValue member(
            Aggregate aggregate, Request request, IntFunction<@Nullable Outcome> outcomes, ValueTemplate template)
            throws UnresolvedException {
        Merge merge = new Merge(aggregate, outcomes);
        return template.evaluate(new RequestDocument(aggregate, request, merge::value, null), merge::readsMissing);
    }

    private JsonValue document(Request request) throws UnresolvedException {
        RequestDocument document = new RequestDocument(aggregate, request, this::value, null);
        return switch (aggregate.response()) {
            case Response.ByName() -> document.answers();
            case Response.Flat() -> flat();
            case Response.Shaped(var template) -> template.evaluate(document, this::readsMissing);
        };
    }

    /** A function may not take the null of a call that is missing; that must not cost the client the rest of its answer. */
    private boolean readsMissing(Expression expression) {
        for (Call call : aggregate.calls()) {
            Outcome outcome = outcomes.apply(call.slot());
            if (outcome != null
                    && outcome.missing() != null
                    && (expression.readsWhole() || expression.names().contains(call.name()))) {
                return true;
            }
        }
        return false;
    }

    private JsonValue flat() {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Call call : aggregate.calls()) {
            JsonValue value = value(call.slot());
            if (value instanceof JsonObject object) {
                for (String name : object.names()) {
                    JsonValue member = object.get(name);
                    members.put(name, member == null ? JsonNull.NULL : member);
                }
            } else if (value != JsonNull.NULL && !attaches(call)) {
                members.put(call.name(), value);
            }
        }
        return JsonObject.of(members);
    }

    /**
     * A call's value with everything in it that others attach. What is attached may itself have had something attached, so
     * this goes down first; it ends because a call needs the one it attaches to, and needs have no cycle.
     */
    private JsonValue value(int slot) {
        JsonValue known = attached[slot];
        if (known != null) {
            return known;
        }
        JsonValue value = outcome(slot).value();
        for (Call call : aggregate.calls()) {
            Call.ForEach forEach = call.forEach();
            Call.Attach attach = forEach == null ? null : forEach.attach();
            if (attach != null && attach.slot() == slot) {
                var path = attach.path().steps();
                int count = Attachments.elements(value, path).size();
                value = Attachments.attach(
                        value, path, attach.member(), results(call, count).iterator());
            }
        }
        attached[slot] = value;
        return value;
    }

    /** One result for each element: the call's own, or its default throughout where it was not made for elements. */
    private List<JsonValue> results(Call call, int count) {
        return value(call.slot()) instanceof JsonArray results && results.size() == count && made(call)
                ? results.values()
                : Collections.nCopies(count, call.fallback());
    }

    private boolean made(Call call) {
        return outcome(call.slot()).timing().requests() > 0;
    }

    private Outcome outcome(int slot) {
        return Objects.requireNonNull(outcomes.apply(slot));
    }

    private static boolean attaches(Call call) {
        Call.ForEach forEach = call.forEach();
        return forEach != null && forEach.attach() != null;
    }

    /** The last write's own status, where it is one that a document may come with. */
    private static int status(Aggregate aggregate, List<Ended> ended) {
        int status = OK;
        for (Ended each : ended) {
            boolean write = aggregate.method().writes()
                    && each.call().verb().writes()
                    && each.call().forEach() == null;
            if (write
                    && each.outcome() instanceof Answered answered
                    && answered.status() > OK
                    && answered.status() < 204) {
                status = answered.status();
            }
        }
        return status;
    }
}
