package tributary.expression;

import java.util.List;
import tributary.expression.ExpressionException.Kind;
import tributary.json.JsonValue;

/**
 * A function of the language.
 *
 * @param takes what it takes, place by place
 * @param variadic whether it takes any number more of what it takes last
 */
record Function(String name, List<ArgumentType> takes, boolean variadic, Body body) {
    Function {
        takes = List.copyOf(takes);
    }

    /** What it does with arguments that have been found to be of the right types. */
    @FunctionalInterface
    interface Body {
        JsonValue apply(Arguments arguments) throws ExpressionException;
    }

    /** Checks what the text alone tells about a call: the number of arguments and which of them are references. */
    void check(List<Node.Argument> arguments, int offset) throws ExpressionException {
        int wanted = takes.size();
        int given = arguments.size();
        if (variadic ? given < wanted : given != wanted) {
            String message = name + "() takes " + (variadic ? "at least " : "") + wanted
                    + (wanted == 1 ? " argument" : " arguments") + ", found " + (given == 0 ? "none" : given);
            throw new ExpressionException(Kind.INVALID_ARITY, offset, message);
        }
        for (int i = 0; i < given; i++) {
            boolean reference = arguments.get(i).reference();
            if (reference != (type(i) == ArgumentType.REFERENCE)) {
                throw wrong(arguments.get(i), i, reference ? "an expression behind '&'" : "one without '&'");
            }
        }
    }

    JsonValue apply(List<Node.Argument> arguments, JsonValue current) throws ExpressionException {
        JsonValue[] values = new JsonValue[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            Node.Argument argument = arguments.get(i);
            // A reference is evaluated by the body; the place it stands at is not looked into.
            values[i] = argument.reference() ? current : Evaluator.evaluate(argument.value(), current);
            if (!argument.reference() && !type(i).takes(values[i])) {
                throw wrong(argument, i, type(i).found(values[i]));
            }
        }
        return body.apply(new Arguments(this, arguments, values));
    }

    private ArgumentType type(int index) {
        return takes.get(Math.min(index, takes.size() - 1));
    }

    private ExpressionException wrong(Node.Argument argument, int index, String found) {
        String place = takes.size() == 1 && !variadic ? "()" : "() at place " + (index + 1);
        String message = name + place + " takes " + type(index).described() + ", found " + found;
        return new ExpressionException(Kind.INVALID_TYPE, argument.offset(), message);
    }
}
