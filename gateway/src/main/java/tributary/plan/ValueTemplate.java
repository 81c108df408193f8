package tributary.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tributary.expression.Expression;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * A JSON value with expressions in its texts. A text that is one expression becomes that expression's value as it stands;
 * members come in the template's order.
 *
 * <p>Immutable and thread-safe.
 */
public sealed interface ValueTemplate {

    /** A value that is the same over every document. */
    record Constant(JsonValue value) implements ValueTemplate {}

    /** The value of one expression. */
    record Computed(Expression expression) implements ValueTemplate {}

    /** Text with expressions in it. */
    record Text(TextTemplate text) implements ValueTemplate {}

    /** An object. */
    record Members(List<Member> members) implements ValueTemplate {
        public Members {
            members = List.copyOf(members);
        }
    }

    /** One member of an object. */
    record Member(String name, ValueTemplate value) {}

    /** An array. */
    record Elements(List<ValueTemplate> elements) implements ValueTemplate {
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /** What a text in a template stands for. */
    static ValueTemplate ofText(String text) throws TemplateException {
        TextTemplate template = TextTemplate.parse(text);
        Expression single = template.single();
        if (single != null) {
            return new Computed(single);
        }
        String constant = template.constant();
        return constant != null ? new Constant(JsonString.of(constant)) : new Text(template);
    }

    /** The value over {@code root}. */
    default JsonValue evaluate(JsonValue root) throws UnresolvedException {
        return evaluate(root, _ -> false);
    }

    /**
     * The value over {@code root}.
     *
     * @param lenient which expressions are null, rather than unresolved, where their values do not fit
     */
    default JsonValue evaluate(JsonValue root, Predicate<Expression> lenient) throws UnresolvedException {
        return switch (this) {
            case Constant(JsonValue value) -> value;
            case Computed(Expression expression) -> {
                try {
                    yield TextTemplate.value(expression, root);
                } catch (UnresolvedException e) {
                    yield nullIf(lenient.test(expression), e);
                }
            }
            case Text(TextTemplate text) -> {
                try {
                    String rendered = text.render(root);
                    yield rendered == null ? JsonNull.NULL : JsonString.of(rendered);
                } catch (UnresolvedException e) {
                    yield nullIf(text.expressions().stream().anyMatch(lenient), e);
                }
            }
            case Members(List<Member> members) -> {
                Map<String, JsonValue> made = LinkedHashMap.newLinkedHashMap(members.size());
                for (Member member : members) {
                    made.put(member.name(), member.value().evaluate(root, lenient));
                }
                yield JsonObject.of(made);
            }
            case Elements(List<ValueTemplate> elements) -> {
                List<JsonValue> made = new ArrayList<>(elements.size());
                for (ValueTemplate element : elements) {
                    made.add(element.evaluate(root, lenient));
                }
                yield JsonArray.of(made);
            }
        };
    }

    private static JsonValue nullIf(boolean lenient, UnresolvedException e) throws UnresolvedException {
        if (lenient) {
            return JsonNull.NULL;
        }
        throw e;
    }

    /** Every expression in it, in the order of the text. */
    default List<Expression> expressions() {
        return switch (this) {
            case Constant _ -> List.of();
            case Computed(Expression expression) -> List.of(expression);
            case Text(TextTemplate text) -> text.expressions();
            case Members(List<Member> members) ->
                members.stream()
                        .flatMap(member -> member.value().expressions().stream())
                        .toList();
            case Elements(List<ValueTemplate> elements) ->
                elements.stream()
                        .flatMap(element -> element.expressions().stream())
                        .toList();
        };
    }
}
