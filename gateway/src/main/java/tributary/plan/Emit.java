package tributary.plan;

import org.jspecify.annotations.Nullable;
import tributary.expression.Expression;

/**
 * An event that an aggregate's requests make when their calls have ended.
 *
 * @param sink the name of where it goes
 * @param when whether it is made; null for always
 * @param key events of one key stay in order; null where the order does not matter
 * @param body what it says; null for what the gateway knows of the request
 */
public record Emit(
        String sink,
        @Nullable Expression when,
        @Nullable TextTemplate key,
        @Nullable ValueTemplate body) {}
