package tributary.expression;

import tributary.json.JsonException;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/** JSON for tests, written with single quotes. */
final class Json {
    private Json() {}

    static JsonValue of(String text) {
        try {
            return JsonParser.parse(text.replace('\'', '"'));
        } catch (JsonException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The JSON text of what {@code expression} yields over {@code document}. */
    static String evaluated(String expression, String document) throws ExpressionException {
        return Expression.parse(expression).evaluate(of(document)).toString();
    }
}
