package tributary.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.engine.Answer.Ended;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonValue;
import tributary.plan.Aggregate;
import tributary.plan.Emit;
import tributary.plan.TextTemplate;
import tributary.plan.UnresolvedException;

/** What comes of an aggregate's {@code emit} for one request. Pure. */
public sealed interface Emission {
    Emit emit();

    /**
     * An event.
     *
     * @param key empty where its order does not matter
     */
    record Made(Emit emit, String key, JsonValue body) implements Emission {}

    /** There should be one, but a template of it does not fit the values; {@code why} holds none of these. */
    record Unmade(Emit emit, String why) implements Emission {}

    /**
     * Those of a request that has ended, without those whose {@code when} says no.
     *
     * @param ended its calls; empty where it was cancelled, so that nobody knows
     * @param about what the gateway knows of the request, {@code request} in expressions
     */
    static List<Emission> of(Aggregate aggregate, Request request, List<Ended> ended, JsonObject about) {
        RequestDocument plain = new RequestDocument(
                aggregate,
                request,
                slot -> slot < ended.size() ? ended.get(slot).outcome().value() : JsonNull.NULL,
                null);
        JsonObject document = new EventDocument(plain, about);
        List<Emission> emissions = new ArrayList<>();
        for (Emit emit : aggregate.emits()) {
            try {
                Expression when = emit.when();
                if (when == null || Expression.truthy(when.evaluate(document))) {
                    emissions.add(new Made(emit, key(emit.key(), document), body(emit, ended, document, about)));
                }
            } catch (ExpressionException e) {
                emissions.add(new Unmade(emit, "when: " + e.getMessage()));
            } catch (UnresolvedException e) {
                emissions.add(new Unmade(emit, String.valueOf(e.getMessage())));
            }
        }
        return emissions;
    }

    private static String key(@Nullable TextTemplate key, JsonObject document) throws UnresolvedException {
        String text = key == null ? null : key.render(document);
        return text == null ? "" : text;
    }

    /** As in an answer, a function that cannot take the null of a call that is missing costs only its own place. */
    private static JsonValue body(Emit emit, List<Ended> ended, JsonObject document, JsonObject about)
            throws UnresolvedException {
        return emit.body() == null
                ? about
                : emit.body()
                        .evaluate(
                                document,
                                expression -> ended.isEmpty()
                                        || ended.stream()
                                                .anyMatch(each -> each.outcome().missing() != null
                                                        && (expression.readsWhole()
                                                                || expression
                                                                        .names()
                                                                        .contains(each.call()
                                                                                .name()))));
    }
}
