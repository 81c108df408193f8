package tributary.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.expression.Expression;
import tributary.expression.PlainPath;
import tributary.json.JsonValue;

/**
 * One call of an aggregate.
 *
 * @param slot its number in the aggregate
 * @param headers beside those of its service; of two with the same name this one wins
 * @param body null where the call sends none, or, for a write, the client's own
 * @param fallback its value where an optional call fails or {@code when} says no
 * @param when null where the call is always made
 * @param forEach null where it is made once
 * @param onStatus statuses that are answers, and the values they stand for
 * @param attempts the service's own ways unless the call says otherwise; one alone where it is a write
 * @param needs what must be answered before it starts, by slot, ascending
 */
public record Call(
        int slot,
        String name,
        ServiceSpec service,
        Verb verb,
        UrlTemplate url,
        List<HeaderTemplate> headers,
        @Nullable ValueTemplate body,
        boolean optional,
        JsonValue fallback,
        @Nullable Expression when,
        @Nullable ForEach forEach,
        Map<Integer, JsonValue> onStatus,
        Attempts attempts,
        List<Need> needs) {
    public Call {
        headers = List.copyOf(headers);
        onStatus = Map.copyOf(onStatus);
        needs = List.copyOf(needs);
    }

    /** How long one attempt may take. */
    public Duration timeout() {
        return attempts.timeout();
    }

    /**
     * A call that must be answered first.
     *
     * @param slot the one needed
     * @param because what makes it so, as the configuration spells it: {@code get: accounts:/users/{product.sellerId}}
     */
    public record Need(int slot, String because) {}

    /**
     * One call per element.
     *
     * @param elements an array, whose elements are {@code item} one after the other; null counts as empty
     * @param maxParallel calls at once
     * @param maxElements more of them fail as {@code too-large}
     * @param attach null where the results are only this call's value
     */
    public record ForEach(
            Expression elements,
            int maxParallel,
            int maxElements,
            @Nullable Attach attach) {}

    /**
     * Where results are written into the elements they belong to.
     *
     * @param slot the call whose value holds the elements
     * @param path from that call's value down to the elements
     * @param member the member each element gains
     */
    public record Attach(int slot, PlainPath path, String member) {}
}
