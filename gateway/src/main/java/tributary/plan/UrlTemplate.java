package tributary.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.expression.Expression;
import tributary.json.JsonArray;
import tributary.json.JsonNull;
import tributary.json.JsonValue;
import tributary.plan.TextTemplate.Piece;

/**
 * The path and query of a call: {@code /users/{product.sellerId}?fields={query.fields}}.
 *
 * <p>What the template's own text shapes, no value can change: each value is percent-encoded (RFC 3986) for the place it
 * stands in, so it adds no segment, parameter or fragment, and a segment that comes out empty, {@code .} or {@code ..} is
 * refused. A parameter whose value is null is left out; one whose value is an array is repeated.
 *
 * <p>Immutable and thread-safe.
 */
public record UrlTemplate(String text, List<TextTemplate> segments, List<Parameter> parameters) {
    private static final Pattern CLIMBING = Pattern.compile("(^|[/\\\\])\\.\\.?([/\\\\]|$)");

    public UrlTemplate {
        segments = List.copyOf(segments);
        parameters = List.copyOf(parameters);
    }

    /** One query parameter; {@code value} is null where the template has a name without {@code =}. */
    public record Parameter(String name, @Nullable TextTemplate value) {}

    /** Reads a template that begins with the slash of its path. */
    public static UrlTemplate parse(String text) throws TemplateException {
        if (!text.startsWith("/")) {
            throw new TemplateException(0, "a path begins with '/'");
        }
        return new UrlTemplateParser(text).parse();
    }

    public List<Expression> expressions() {
        List<Expression> found = new ArrayList<>();
        segments.forEach(segment -> found.addAll(segment.expressions()));
        for (Parameter parameter : parameters) {
            if (parameter.value() != null) {
                found.addAll(parameter.value().expressions());
            }
        }
        return found;
    }

    /** Whether, with the right values, this and {@code other} might be rendered alike; false only where that is certain. */
    public boolean mayEqual(UrlTemplate other) {
        Beginning mine = beginning();
        Beginning others = other.beginning();
        if (mine.whole && others.whole) {
            return mine.text.equals(others.text);
        }
        return (mine.text.startsWith(others.text) && !others.whole)
                || (others.text.startsWith(mine.text) && !mine.whole);
    }

    /** What it is rendered as whatever the values, so that nobody need do it for each request; null where values matter. */
    public @Nullable String constant() {
        Beginning beginning = beginning();
        return beginning.whole ? beginning.text : null;
    }

    /** What is rendered whatever the values; {@code whole} where nothing follows it. */
    private record Beginning(String text, boolean whole) {}

    private Beginning beginning() {
        StringBuilder out = new StringBuilder();
        for (TextTemplate segment : segments) {
            out.append('/');
            if (!appendLiterals(out, segment)) {
                return new Beginning(out.toString(), false);
            }
        }
        char separator = '?';
        for (Parameter parameter : parameters) {
            TextTemplate template = parameter.value();
            if (template != null && template.single() != null) {
                // It may be left out.
                return new Beginning(out.toString(), false);
            }
            PercentEncoding.appendLiteral(out.append(separator), parameter.name());
            separator = '&';
            if (template != null && !appendLiterals(out.append('='), template)) {
                return new Beginning(out.toString(), false);
            }
        }
        return new Beginning(out.toString(), true);
    }

    /** Whether {@code template} is nothing but text. */
    private static boolean appendLiterals(StringBuilder out, TextTemplate template) {
        for (Piece piece : template.pieces()) {
            if (!(piece instanceof Piece.Literal(String literal))) {
                return false;
            }
            PercentEncoding.appendLiteral(out, literal);
        }
        return true;
    }

    /** Path and query over {@code root}, percent-encoded. */
    public String render(JsonValue root) throws UnresolvedException {
        StringBuilder out = new StringBuilder();
        for (TextTemplate segment : segments) {
            appendSegment(out.append('/'), segment, root);
        }
        char separator = '?';
        for (Parameter parameter : parameters) {
            if (appendParameter(out, separator, parameter, root)) {
                separator = '&';
            }
        }
        return out.toString();
    }

    private static void appendSegment(StringBuilder out, TextTemplate segment, JsonValue root)
            throws UnresolvedException {
        int start = out.length();
        Expression last = null;
        for (Piece piece : segment.pieces()) {
            switch (piece) {
                case Piece.Literal(String literal) -> PercentEncoding.appendLiteral(out, literal);
                case Piece.Value(Expression expression) -> {
                    last = expression;
                    String value = TextTemplate.text(expression, TextTemplate.value(expression, root));
                    if (value == null || value.isEmpty()) {
                        throw UnresolvedException.of(
                                expression,
                                (value == null ? "is null" : "is empty") + ", which no path segment can be");
                    }
                    if (climbs(value)) {
                        throw UnresolvedException.of(expression, "holds a dot segment, which would climb out");
                    }
                    encode(out, expression, value);
                }
            }
        }
        // Only a segment with a value in it can climb without the configuration's author having written so.
        if (last != null && dots(out, start)) {
            throw UnresolvedException.of(last, "makes a path segment of dots, which would climb out");
        }
    }

    /**
     * Whether a value that holds separators of its own would climb where a service decodes before it resolves. Encoded it is
     * one segment, but there are services that do not keep to that.
     */
    private static boolean climbs(String value) {
        return (value.indexOf('/') >= 0 || value.indexOf('\\') >= 0)
                && CLIMBING.matcher(value).find();
    }

    private static boolean dots(StringBuilder out, int start) {
        int length = out.length() - start;
        return (length == 1 || length == 2) && out.charAt(start) == '.' && out.charAt(out.length() - 1) == '.';
    }

    private static boolean appendParameter(StringBuilder out, char separator, Parameter parameter, JsonValue root)
            throws UnresolvedException {
        TextTemplate template = parameter.value();
        if (template == null) {
            PercentEncoding.appendLiteral(out.append(separator), parameter.name());
            return true;
        }
        Expression single = template.single();
        if (single == null) {
            startParameter(out, separator, parameter);
            appendText(out, template, root);
            return true;
        }
        JsonValue value = TextTemplate.value(single, root);
        List<JsonValue> values = value instanceof JsonArray array ? array.values() : List.of(value);
        boolean appended = false;
        for (JsonValue element : values) {
            if (element == JsonNull.NULL) {
                continue;
            }
            startParameter(out, appended ? '&' : separator, parameter);
            String text = TextTemplate.text(single, element);
            encode(out, single, text == null ? "" : text);
            appended = true;
        }
        return appended;
    }

    private static void startParameter(StringBuilder out, char separator, Parameter parameter) {
        PercentEncoding.appendLiteral(out.append(separator), parameter.name());
        out.append('=');
    }

    private static void appendText(StringBuilder out, TextTemplate template, JsonValue root)
            throws UnresolvedException {
        for (Piece piece : template.pieces()) {
            switch (piece) {
                case Piece.Literal(String literal) -> PercentEncoding.appendLiteral(out, literal);
                case Piece.Value(Expression expression) -> {
                    String value = TextTemplate.text(expression, TextTemplate.value(expression, root));
                    encode(out, expression, value == null ? "" : value);
                }
            }
        }
    }

    private static void encode(StringBuilder out, Expression expression, String value) throws UnresolvedException {
        if (!PercentEncoding.appendValue(out, value)) {
            throw UnresolvedException.of(expression, "holds half a character (a lone surrogate), which no URL can");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
