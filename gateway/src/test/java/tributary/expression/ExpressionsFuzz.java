package tributary.expression;

import java.nio.charset.StandardCharsets;
import tributary.json.JsonException;
import tributary.json.JsonOutput;
import tributary.json.JsonParser;
import tributary.json.JsonValue;

/** An expression in the first line, a document in the rest: a value, or an {@link ExpressionException} with a place. */
public final class ExpressionsFuzz {
    private static final String DOCUMENT =
            "{\"a\":[1,2.50,-3e2,{\"b\":\"x\",\"c\":null}],\"s\":\"\u00e9\ud83d\ude00\",\"n\":{}}";

    private ExpressionsFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        String all = new String(data, StandardCharsets.UTF_8);
        int end = all.indexOf('\n');
        String text = end < 0 ? all : all.substring(0, end);
        int brace = Expression.closingBrace(text, 0);
        check(brace < 0 || text.charAt(brace) == '}', "no brace there");
        try {
            Expression expression = Expression.parse(text);
            boolean _ = expression.names().isEmpty() || expression.readsWhole();
            expression.names().forEach(expression::members);
            JsonValue value = expression.evaluate(document(end < 0 ? "" : all.substring(end + 1)));
            boolean _ = Expression.truthy(value);
            String written = JsonOutput.text(value);
            check(JsonParser.parse(written).equals(value), "not equal to what it was written as");
        } catch (ExpressionException e) {
            check(!e.getMessage().isBlank(), "nothing said");
            check(e.offset() >= 0 && e.offset() <= text.length(), "a place outside");
            check(e.picture(text).contains("^"), "no picture");
        }
    }

    private static JsonValue document(String text) throws JsonException {
        try {
            return JsonParser.parse(text);
        } catch (JsonException e) {
            return JsonParser.parse(DOCUMENT);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
