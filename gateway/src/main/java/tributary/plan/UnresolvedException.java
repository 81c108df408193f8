package tributary.plan;

import java.util.Set;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;

/**
 * A template that has no value over the document at hand: an expression that does not fit its values, or a value that may
 * not stand where it should. The message names the expression and never holds a value.
 */
public final class UnresolvedException extends Exception {
    private static final Set<String> FROM_CLIENT = Set.of("path", "query", "header", "cookie", "body");

    private final boolean clientInput;

    public UnresolvedException(String message, boolean clientInput) {
        super(message);
        this.clientInput = clientInput;
    }

    /** An expression that its values do not fit. */
    public static UnresolvedException of(Expression expression, ExpressionException e) {
        return of(expression, "does not fit its values: " + e.getMessage());
    }

    /** An expression whose value may not stand where it should. */
    public static UnresolvedException of(Expression expression, String why) {
        boolean clientInput = !expression.names().isEmpty()
                && FROM_CLIENT.containsAll(expression.names())
                && !expression.readsWhole();
        return new UnresolvedException("{" + expression + "} " + why, clientInput);
    }

    /** Whether everything the expression reads was sent by the client, so that the fault is the client's. */
    public boolean clientInput() {
        return clientInput;
    }
}
