package tributary.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.expression.Expression;
import tributary.expression.ExpressionException;
import tributary.json.JsonArray;
import tributary.json.JsonBoolean;
import tributary.json.JsonNull;
import tributary.json.JsonNumber;
import tributary.json.JsonObject;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/**
 * Text with expressions in braces: {@code Bearer {cookie.session}}. Doubled braces stand for single ones.
 *
 * <p>Immutable and thread-safe.
 */
public record TextTemplate(List<Piece> pieces) {
    public TextTemplate {
        pieces = List.copyOf(pieces);
    }

    /** A stretch of the text. */
    public sealed interface Piece {
        record Literal(String text) implements Piece {}

        record Value(Expression expression) implements Piece {}
    }

    public static TextTemplate parse(String text) throws TemplateException {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i++;
            } else if (c == '}') {
                throw new TemplateException(i, "a '}' that closes nothing; a literal brace is written '}}'");
            } else if (c == '{') {
                if (!literal.isEmpty()) {
                    pieces.add(new Piece.Literal(literal.toString()));
                    literal.setLength(0);
                }
                int end = Expression.closingBrace(text, i + 1);
                if (end < 0) {
                    throw new TemplateException(i, "a '{' that is never closed; a literal brace is written '{{'");
                }
                pieces.add(new Piece.Value(expression(text.substring(i + 1, end), i + 1)));
                i = end;
            } else {
                literal.append(c);
            }
        }
        if (!literal.isEmpty()) {
            pieces.add(new Piece.Literal(literal.toString()));
        }
        return new TextTemplate(pieces);
    }

    private static Expression expression(String text, int at) throws TemplateException {
        try {
            return Expression.parse(text);
        } catch (ExpressionException e) {
            throw new TemplateException(at + e.offset(), "in {" + text + "}: " + e.getMessage());
        }
    }

    /** As it could have been written. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Literal(String literal) ->
                    text.append(literal.replace("{", "{{").replace("}", "}}"));
                case Piece.Value(Expression expression) ->
                    text.append('{').append(expression).append('}');
            }
        }
        return text.toString();
    }

    /** The expression this text consists of, or null where there is more or less than one. */
    public @Nullable Expression single() {
        return pieces.size() == 1 && pieces.getFirst() instanceof Piece.Value(Expression expression)
                ? expression
                : null;
    }

    /** The text this template is, whatever the document; null where it holds an expression. */
    public @Nullable String constant() {
        if (pieces.isEmpty()) {
            return "";
        }
        return pieces.size() == 1 && pieces.getFirst() instanceof Piece.Literal(String text) ? text : null;
    }

    public List<Expression> expressions() {
        List<Expression> found = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Value(Expression expression)) {
                found.add(expression);
            }
        }
        return found;
    }

    /** The text over {@code root}. Null becomes empty text, but a template that is one expression becomes null itself. */
    public @Nullable String render(JsonValue root) throws UnresolvedException {
        Expression single = single();
        if (single != null) {
            return text(single, value(single, root));
        }
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Literal(String literal) -> text.append(literal);
                case Piece.Value(Expression expression) -> {
                    String value = text(expression, value(expression, root));
                    text.append(value == null ? "" : value);
                }
            }
        }
        return text.toString();
    }

    static JsonValue value(Expression expression, JsonValue root) throws UnresolvedException {
        try {
            return expression.evaluate(root);
        } catch (ExpressionException e) {
            throw UnresolvedException.of(expression, e);
        }
    }

    /** A scalar as text, null for JSON's null. */
    static @Nullable String text(Expression expression, JsonValue value) throws UnresolvedException {
        return switch (value) {
            case JsonNull _ -> null;
            case JsonBoolean bool -> bool == JsonBoolean.TRUE ? "true" : "false";
            case JsonNumber number -> number.text();
            case JsonString string -> string.text();
            case JsonArray _ -> throw UnresolvedException.of(expression, "is an array, which is no text");
            case JsonObject _ -> throw UnresolvedException.of(expression, "is an object, which is no text");
        };
    }
}
