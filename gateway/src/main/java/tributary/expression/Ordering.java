package tributary.expression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tributary.expression.ExpressionException.Kind;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** What the functions do that compare: numbers by value, strings by code points. The keys are all of one kind. */
final class Ordering {
    /** An element and what it is ordered by. */
    record Keyed(JsonValue key, JsonValue element) {}

    private static final Comparator<Keyed> BY_KEY = (a, b) -> compare(a.key(), b.key());

    private Ordering() {}

    /** The elements of the first argument, each its own key. */
    static List<Keyed> elements(Arguments arguments) {
        return arguments.elements(0).stream()
                .map(element -> new Keyed(element, element))
                .toList();
    }

    /** The elements of the first argument, each with what the second yields for it, once. */
    static List<Keyed> keyed(Arguments arguments) throws ExpressionException {
        List<Keyed> all = new ArrayList<>();
        for (JsonValue element : arguments.elements(0)) {
            JsonValue key = arguments.applied(1, element);
            boolean fits = all.isEmpty()
                    ? key instanceof JsonNumber || key instanceof JsonString
                    : key.getClass() == all.getFirst().key().getClass();
            if (!fits) {
                String message = "orders by numbers only or strings only, found " + ArgumentType.typeOf(key)
                        + " for the element at index " + all.size();
                throw arguments.failed(Kind.INVALID_TYPE, 1, message);
            }
            all.add(new Keyed(key, element));
        }
        return all;
    }

    /** Stable. */
    static JsonValue sorted(List<Keyed> all) {
        return JsonArray.of(all.stream().sorted(BY_KEY).map(Keyed::element).toList());
    }

    /** Of several the first. */
    static JsonValue least(List<Keyed> all) {
        return all.stream().min(BY_KEY).map(Keyed::element).orElse(JsonNull.NULL);
    }

    /** Of several the first. */
    static JsonValue greatest(List<Keyed> all) {
        return all.stream()
                .reduce((a, b) -> BY_KEY.compare(b, a) > 0 ? b : a)
                .map(Keyed::element)
                .orElse(JsonNull.NULL);
    }

    private static int compare(JsonValue a, JsonValue b) {
        return a instanceof JsonNumber x && b instanceof JsonNumber y
                ? x.compareTo(y)
                : Strings.compare(((JsonString) a).text(), ((JsonString) b).text());
    }
}
