package tributary.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonException;
import tributary.json.JsonNull;
import tributary.json.JsonObject;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;
import tributary.plan.TemplateException;
import tributary.plan.TextTemplate;
import tributary.plan.UrlTemplate;
import tributary.plan.ValueTemplate;
import tributary.plan.ValueTemplate.Constant;

/** Makes templates, expressions and JSON values of nodes, and keeps a list of the expressions it has met. */
final class Templates {
    private final Problems problems;
    private final List<Use> uses = new ArrayList<>();
    private boolean complete = true;

    Templates(Problems problems) {
        this.problems = problems;
    }

    /** Every expression met so far. */
    List<Use> uses() {
        return List.copyOf(uses);
    }

    /** Whether every expression could be read, so that {@link #uses} says all that is used. */
    boolean complete() {
        return complete;
    }

    @Nullable
    TextTemplate text(String key, Node.Scalar scalar) {
        try {
            TextTemplate template = TextTemplate.parse(scalar.template());
            met(key, scalar, template.expressions());
            return template;
        } catch (TemplateException e) {
            report(key, scalar, e.offset(), e.problem());
            return null;
        }
    }

    /** The URL template that begins at {@code start} of the text. */
    @Nullable
    UrlTemplate url(String key, Node.Scalar scalar, int start) {
        try {
            UrlTemplate template = UrlTemplate.parse(scalar.template().substring(start));
            met(key, scalar, template.expressions());
            return template;
        } catch (TemplateException e) {
            report(key, scalar, start + e.offset(), e.problem());
            return null;
        }
    }

    /** A text that is an expression, in braces or without. */
    @Nullable
    Expression expression(String key, Node.Scalar scalar) {
        String text = scalar.text();
        boolean braces = text.startsWith("{") && Expression.closingBrace(text, 1) == text.length() - 1;
        try {
            Expression expression = Expression.parse(braces ? text.substring(1, text.length() - 1) : text);
            uses.add(new Use(key, scalar, true, expression));
            return expression;
        } catch (ExpressionException e) {
            report(key, scalar, e.offset() + (braces ? 1 : 0), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** A JSON value with templates in its texts; wrong parts are reported and come out as null. */
    ValueTemplate value(String key, Node node) {
        return switch (node) {
            case Node.Scalar scalar when scalar.isText() -> textValue(key, scalar);
            case Node.Scalar _, Node.Broken _ -> new Constant(constant(key, node));
            case Node.Sequence(Place _, List<Node> nodes) -> {
                List<ValueTemplate> elements =
                        nodes.stream().map(element -> value(key, element)).toList();
                yield new ValueTemplate.Elements(elements);
            }
            case Node.Mapping mapping -> {
                if (!isMapping(key, mapping)) {
                    yield new Constant(JsonNull.NULL);
                }
                List<ValueTemplate.Member> members = new ArrayList<>();
                for (Node.Entry entry : mapping.entries()) {
                    members.add(new ValueTemplate.Member(entry.name(), value(key, entry.value())));
                }
                yield new ValueTemplate.Members(members);
            }
        };
    }

    private ValueTemplate textValue(String key, Node.Scalar scalar) {
        try {
            ValueTemplate template = ValueTemplate.ofText(scalar.template());
            met(key, scalar, template.expressions());
            return template;
        } catch (TemplateException e) {
            report(key, scalar, e.offset(), e.problem());
            return new Constant(JsonNull.NULL);
        }
    }

    /** A JSON value in which braces mean nothing. */
    JsonValue constant(String key, Node node) {
        return switch (node) {
            case Node.Scalar scalar -> constant(key, scalar);
            case Node.Broken _ -> JsonNull.NULL;
            case Node.Sequence(Place _, List<Node> nodes) ->
                JsonArray.of(
                        nodes.stream().map(element -> constant(key, element)).toList());
            case Node.Mapping mapping -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                if (isMapping(key, mapping)) {
                    mapping.entries().forEach(entry -> members.put(entry.name(), constant(key, entry.value())));
                }
                yield JsonObject.of(members);
            }
        };
    }

    private JsonValue constant(String key, Node.Scalar scalar) {
        if (scalar.isNull()) {
            return JsonNull.NULL;
        }
        if (scalar.isBoolean()) {
            return JsonBoolean.of(scalar.text().toLowerCase(Locale.ROOT).equals("true"));
        }
        if (!scalar.isNumber()) {
            return JsonString.of(scalar.text());
        }
        try {
            // The parser keeps every digit as it is written.
            return JsonParser.parse(scalar.text());
        } catch (JsonException e) {
            problems.error(
                    scalar.place(),
                    key + ": " + scalar.found() + " is one in YAML but not in JSON; write it in decimal, or quote it");
            return JsonNull.NULL;
        }
    }

    private boolean isMapping(String key, Node.Mapping mapping) {
        String meant = mapping.unquotedTemplate();
        if (meant != null) {
            complete = false;
            problems.error(mapping.place(), key + ": found " + mapping.found());
        }
        return meant == null;
    }

    private void met(String key, Node.Scalar scalar, List<Expression> expressions) {
        expressions.forEach(expression -> uses.add(new Use(key, scalar, false, expression)));
    }

    private void report(String key, Node.Scalar scalar, int offset, String problem) {
        complete = false;
        if (scalar.substituted()) {
            // The parser's message would show what was put in, which may be a secret.
            problems.error(scalar.place(), key + ": cannot be understood once its '${…}' is put in");
            return;
        }
        problems.error(scalar.placeAt(offset), key + ": " + problem);
    }
}
