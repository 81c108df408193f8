package tributary.expression;

import tributary.expression.ExpressionException.Kind;
import tributary.json.JsonException;
import tributary.json.JsonParser;
import tributary.json.JsonString;
import tributary.json.JsonValue;

/** The three kinds of quoted text: {@code "identifier"}, {@code 'raw string'} and {@code `JSON literal`}. */
final class Quoted {
    private Quoted() {}

    static boolean opens(char c) {
        return c == '"' || c == '\'' || c == '`';
    }

    /** The index behind the quote that closes the one at {@code start}; -1 if none does. */
    static int end(String text, int start) {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                return i + 1;
            }
            if (c == '\\') {
                // Whatever follows is no closing quote, not even in a raw string, where '\\' is two backslashes.
                i++;
            }
        }
        return -1;
    }

    /** The name that a quoted identifier means; it is escaped as a JSON string is. */
    static String identifier(String text, Token token) throws ExpressionException {
        return json(text.substring(token.start(), token.end()), token, "this quoted name") instanceof JsonString string
                ? string.text()
                : "";
    }

    /** The text of a raw string, in which only the quote itself is escaped. */
    static JsonValue rawString(String text, Token token) {
        return JsonString.of(unescaped(text, token, '\''));
    }

    /** The value of a literal, which is JSON but for escaped backticks. */
    static JsonValue literal(String text, Token token) throws ExpressionException {
        return json(unescaped(text, token, '`'), token, "what stands between backticks");
    }

    private static JsonValue json(String json, Token token, String what) throws ExpressionException {
        try {
            return JsonParser.parse(json);
        } catch (JsonException e) {
            throw new ExpressionException(Kind.SYNTAX, token.start(), what + " is no JSON: " + e.getMessage());
        }
    }

    private static String unescaped(String text, Token token, char quote) {
        StringBuilder out = new StringBuilder(token.end() - token.start());
        int last = token.end() - 1;
        for (int i = token.start() + 1; i < last; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                // Pairwise, so that the second of two backslashes escapes nothing.
                char escaped = text.charAt(++i);
                if (escaped != quote) {
                    out.append('\\');
                }
                out.append(escaped);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
