package tributary.expression;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import tributary.expression.ExpressionException.Kind;
import tributary.json.JsonArray;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** The arguments of one call while it is made, their types checked, so that a function's body can take them as they are. */
final class Arguments {
    private final Function function;
    private final List<Node.Argument> written;
    private final JsonValue[] values;

    Arguments(Function function, List<Node.Argument> written, JsonValue[] values) {
        this.function = function;
        this.written = written;
        this.values = values;
    }

    List<JsonValue> all() {
        return Arrays.asList(values);
    }

    JsonValue value(int index) {
        return values[index];
    }

    JsonNumber number(int index) {
        return (JsonNumber) values[index];
    }

    String text(int index) {
        return ((JsonString) values[index]).text();
    }

    JsonObject object(int index) {
        return (JsonObject) values[index];
    }

    List<JsonValue> elements(int index) {
        return ((JsonArray) values[index]).values();
    }

    /** The value of the reference at {@code index} over {@code element}. */
    JsonValue applied(int index, JsonValue element) throws ExpressionException {
        return Evaluator.evaluate(written.get(index).value(), element);
    }

    /** {@code number}, which came with the argument at {@code index}, to calculate with. */
    BigDecimal decimal(int index, JsonNumber number) throws ExpressionException {
        return number.decimal()
                .orElseThrow(() -> failed(
                        Kind.INVALID_VALUE,
                        index,
                        "calculates with numbers of at most " + JsonNumber.MAX_CALCULATED_LENGTH
                                + " characters, between 1e"
                                + JsonNumber.MAX_CALCULATED_EXPONENT + " and 1e-" + JsonNumber.MAX_CALCULATED_EXPONENT
                                + ", found one beyond"));
    }

    /** The failure of this call for what the argument at {@code index} is or yields. */
    ExpressionException failed(Kind kind, int index, String message) {
        return new ExpressionException(kind, written.get(index).offset(), function.name() + "() " + message);
    }
}
