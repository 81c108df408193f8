package tributary.expression;

import java.util.ArrayList;
import java.util.List;
import tributary.expression.ExpressionException.Kind;

/** Cuts the text of an expression into tokens, in linear time. */
final class Lexer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens of {@code text} in order; the last one is {@link Token.Kind#END}. */
    static List<Token> tokens(String text) throws ExpressionException {
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        lexer.add(Token.Kind.END, 0);
        return lexer.tokens;
    }

    private void next() throws ExpressionException {
        char c = text.charAt(at);
        switch (c) {
            case ' ', '\t', '\n', '\r' -> at++;
            case '.' -> add(Token.Kind.DOT, 1);
            case '*' -> add(Token.Kind.STAR, 1);
            case '@' -> add(Token.Kind.CURRENT, 1);
            case ',' -> add(Token.Kind.COMMA, 1);
            case ':' -> add(Token.Kind.COLON, 1);
            case ']' -> add(Token.Kind.RIGHT_BRACKET, 1);
            case '(' -> add(Token.Kind.LEFT_PAREN, 1);
            case ')' -> add(Token.Kind.RIGHT_PAREN, 1);
            case '{' -> add(Token.Kind.LEFT_BRACE, 1);
            case '}' -> add(Token.Kind.RIGHT_BRACE, 1);
            case '[' -> bracket();
            case '|' -> oneOrTwo(Token.Kind.PIPE, '|', Token.Kind.OR);
            case '&' -> oneOrTwo(Token.Kind.REFERENCE, '&', Token.Kind.AND);
            case '!' -> oneOrTwo(Token.Kind.NOT, '=', Token.Kind.NOT_EQUAL);
            case '<' -> oneOrTwo(Token.Kind.LESS, '=', Token.Kind.LESS_OR_EQUAL);
            case '>' -> oneOrTwo(Token.Kind.GREATER, '=', Token.Kind.GREATER_OR_EQUAL);
            case '=' -> equal();
            case '"' -> quoted(Token.Kind.QUOTED_IDENTIFIER);
            case '\'' -> quoted(Token.Kind.RAW_STRING);
            case '`' -> quoted(Token.Kind.LITERAL);
            case '-' -> dash();
            default -> word(c);
        }
    }

    private void bracket() {
        if (peek(1) == ']') {
            add(Token.Kind.FLATTEN, 2);
        } else if (peek(1) == '?') {
            add(Token.Kind.FILTER, 2);
        } else {
            add(Token.Kind.LEFT_BRACKET, 1);
        }
    }

    private void oneOrTwo(Token.Kind one, char second, Token.Kind two) {
        if (peek(1) == second) {
            add(two, 2);
        } else {
            add(one, 1);
        }
    }

    private void equal() throws ExpressionException {
        if (peek(1) != '=') {
            throw syntax("unexpected '='; equality is written '=='");
        }
        add(Token.Kind.EQUAL, 2);
    }

    private void quoted(Token.Kind kind) throws ExpressionException {
        int end = Quoted.end(text, at);
        if (end < 0) {
            throw syntax("the " + text.charAt(at) + " that opens here is never closed");
        }
        add(kind, end - at);
    }

    private void dash() throws ExpressionException {
        Token last = tokens.isEmpty() ? null : tokens.getLast();
        if (last != null && last.is(Token.Kind.IDENTIFIER) && last.end() == at) {
            int end = at;
            while (end < text.length() && (text.charAt(end) == '-' || isNamePart(text.charAt(end)))) {
                end++;
            }
            String name = text.substring(last.start(), end);
            throw syntax("unexpected '-'; a name with a dash is quoted: \"" + name + "\"");
        }
        if (!isDigit(peek(1))) {
            throw syntax("unexpected '-'; it stands only before the digits of an index");
        }
        add(Token.Kind.NUMBER, 1 + digits(at + 1));
    }

    private void word(char c) throws ExpressionException {
        if (isDigit(c)) {
            add(Token.Kind.NUMBER, digits(at));
        } else if (isNamePart(c)) {
            int end = at;
            while (end < text.length() && isNamePart(text.charAt(end))) {
                end++;
            }
            add(Token.Kind.IDENTIFIER, end - at);
        } else {
            throw syntax("unexpected character " + shown(text.codePointAt(at)));
        }
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end - from;
    }

    private void add(Token.Kind kind, int length) {
        tokens.add(new Token(kind, at, at + length));
        at += length;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private ExpressionException syntax(String message) {
        return new ExpressionException(Kind.SYNTAX, at, message);
    }

    private static String shown(int codePoint) {
        boolean visible = Character.isLetterOrDigit(codePoint) || (codePoint > ' ' && codePoint < 0x7f);
        return visible ? "'" + Character.toString(codePoint) + "'" : String.format("U+%04X", codePoint);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNamePart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || isDigit(c);
    }
}
