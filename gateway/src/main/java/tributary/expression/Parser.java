package tributary.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tributary.expression.ExpressionException.Kind;

/**
 * Makes the tree of an expression by precedence climbing (Pratt): {@link #prefix} reads what begins an expression,
 * {@link #infix} what continues one; a token's power says whether it takes what stands to its left.
 *
 * <p>A text may nest {@value #MAX_DEPTH} deep and its tree be {@value #MAX_HEIGHT} high, so that neither reading nor
 * evaluating it can exhaust a stack.
 */
final class Parser {
    static final int MAX_DEPTH = 200;
    static final int MAX_HEIGHT = 500;

    private static final Node CURRENT = new Node.Current();
    /**
     * Between comparisons and paths, so that {@code !a.b} negates {@code a.b}. The specification leaves it open; common
     * implementations read {@code (!a).b}, which is always null and so never what was meant.
     */
    private static final int NOT_POWER = 8;

    private static final int STAR_POWER = 20;

    private final String text;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    static Node parse(String text) throws ExpressionException {
        Parser parser = new Parser(text, Lexer.tokens(text));
        if (parser.peek().is(Token.Kind.END)) {
            throw parser.syntax(parser.peek(), "the expression is empty");
        }
        Node node = parser.expression(0);
        parser.expect(Token.Kind.END, "an operator or the end of the expression");
        parser.checkHeight(node);
        return node;
    }

    /** Long chains to the left make a tree high without any nesting in the text, hence a check of its own. */
    private void checkHeight(Node root) throws ExpressionException {
        int height = 1;
        List<Node> level = List.of(root);
        while (!level.isEmpty()) {
            if (height++ > MAX_HEIGHT) {
                throw syntax(tokens.getFirst(), "the expression has more than " + MAX_HEIGHT + " steps in a row");
            }
            level = level.stream().flatMap(Node::children).toList();
        }
    }

    private Node expression(int power) throws ExpressionException {
        if (++depth > MAX_DEPTH) {
            throw syntax(peek(), "the expression is nested more than " + MAX_DEPTH + " deep");
        }
        Node left = prefix(take());
        while (peek().kind().power() > power) {
            left = infix(left, take());
        }
        depth--;
        return left;
    }

    private Node prefix(Token token) throws ExpressionException {
        return switch (token.kind()) {
            case IDENTIFIER ->
                peek().is(Token.Kind.LEFT_PAREN)
                        ? call(token)
                        : new Node.Field(text.substring(token.start(), token.end()));
            case QUOTED_IDENTIFIER -> quotedField(token);
            case RAW_STRING -> new Node.Literal(Quoted.rawString(text, token));
            case LITERAL -> new Node.Literal(Quoted.literal(text, token));
            case CURRENT -> CURRENT;
            case STAR -> project(new Node.Values(), STAR_POWER);
            case FLATTEN -> project(new Node.Flatten(), Token.Kind.FLATTEN.power());
            case FILTER -> filter(CURRENT);
            case LEFT_BRACKET -> startsIndex() ? index(CURRENT) : multiList();
            case LEFT_BRACE -> multiHash();
            case LEFT_PAREN -> parenthesized();
            case NOT -> new Node.Not(expression(NOT_POWER));
            case NUMBER ->
                throw syntax(
                        token,
                        "a number stands only in brackets; as a value it is written in backticks: `"
                                + text.substring(token.start(), token.end()) + "`");
            case REFERENCE -> throw syntax(token, "'&' can stand only before a function's argument");
            default -> throw unexpected(token, "an expression");
        };
    }

    private Node infix(Node left, Token token) throws ExpressionException {
        int power = token.kind().power();
        return switch (token.kind()) {
            case DOT -> peek().is(Token.Kind.STAR) ? allValues(left) : sub(left, afterDot(power));
            case LEFT_BRACKET -> bracket(left);
            case FLATTEN -> project(sub(left, new Node.Flatten()), power);
            case FILTER -> filter(left);
            case PIPE -> new Node.Pipe(left, expression(power));
            case OR -> new Node.Or(left, expression(power));
            case AND -> new Node.And(left, expression(power));
            case EQUAL -> new Node.Comparison(Node.Comparator.EQUAL, left, expression(power));
            case NOT_EQUAL -> new Node.Comparison(Node.Comparator.NOT_EQUAL, left, expression(power));
            case LESS -> new Node.Comparison(Node.Comparator.LESS, left, expression(power));
            case LESS_OR_EQUAL -> new Node.Comparison(Node.Comparator.LESS_OR_EQUAL, left, expression(power));
            case GREATER -> new Node.Comparison(Node.Comparator.GREATER, left, expression(power));
            case GREATER_OR_EQUAL -> new Node.Comparison(Node.Comparator.GREATER_OR_EQUAL, left, expression(power));
            case LEFT_PAREN -> throw syntax(token, "only a function's name, without quotes, can stand before '('");
            default -> throw unexpected(token, "an operator");
        };
    }

    private Node quotedField(Token token) throws ExpressionException {
        if (peek().is(Token.Kind.LEFT_PAREN)) {
            throw syntax(token, "a function's name is written without quotes");
        }
        return new Node.Field(Quoted.identifier(text, token));
    }

    private Node parenthesized() throws ExpressionException {
        Node inner = expression(0);
        expect(Token.Kind.RIGHT_PAREN, "')'");
        return inner;
    }

    private Node allValues(Node left) throws ExpressionException {
        take();
        return project(sub(left, new Node.Values()), STAR_POWER);
    }

    private Node project(Node source, int power) throws ExpressionException {
        return new Node.Projection(source, projected(power));
    }

    /** What is done to each element: all that follows, until something as weak as {@code []}, a comparison or a pipe. */
    private Node projected(int power) throws ExpressionException {
        Token next = peek();
        return switch (next.kind()) {
            case LEFT_BRACKET, FILTER -> expression(power);
            case DOT -> {
                take();
                yield afterDot(power);
            }
            default -> {
                if (next.kind().power() >= Token.Kind.ENDS_PROJECTION) {
                    throw unexpected(next, "'.', '[' or an operator");
                }
                yield CURRENT;
            }
        };
    }

    private Node afterDot(int power) throws ExpressionException {
        return switch (peek().kind()) {
            case IDENTIFIER, QUOTED_IDENTIFIER, STAR -> expression(power);
            case LEFT_BRACKET -> {
                take();
                yield multiList();
            }
            case LEFT_BRACE -> {
                take();
                yield multiHash();
            }
            default -> throw unexpected(peek(), "an identifier");
        };
    }

    private Node filter(Node left) throws ExpressionException {
        Node condition = expression(0);
        expect(Token.Kind.RIGHT_BRACKET, "']'");
        return project(sub(left, new Node.Filter(condition)), Token.Kind.FILTER.power());
    }

    private boolean startsIndex() {
        return switch (peek().kind()) {
            case NUMBER, COLON -> true;
            case STAR -> tokens.get(at + 1).is(Token.Kind.RIGHT_BRACKET);
            default -> false;
        };
    }

    private Node bracket(Node left) throws ExpressionException {
        if (startsIndex()) {
            return index(left);
        }
        Token token = peek();
        if (token.is(Token.Kind.STAR)) {
            take();
            throw unexpected(peek(), "']'");
        }
        throw syntax(
                token,
                "expected a number, ':', '*', '?' or ']' right after '[', found " + token.described(text)
                        + "; to select several values write '.[' instead");
    }

    /** {@code 3]}, {@code *]}, {@code 1:2]} and their like, behind the opening bracket. */
    private Node index(Node left) throws ExpressionException {
        if (peek().is(Token.Kind.STAR)) {
            at += 2;
            return project(left, STAR_POWER);
        }
        Integer start = number();
        if (start != null && peek().is(Token.Kind.RIGHT_BRACKET)) {
            take();
            return sub(left, new Node.Index(start));
        }
        expect(Token.Kind.COLON, "':' or ']'");
        Integer stop = number();
        Integer step = null;
        int stepOffset = peek().end();
        if (peek().is(Token.Kind.COLON)) {
            take();
            stepOffset = peek().start();
            step = number();
        }
        expect(Token.Kind.RIGHT_BRACKET, "a number, ':' or ']'");
        if (step != null && step == 0) {
            throw new ExpressionException(Kind.INVALID_VALUE, stepOffset, "a slice cannot have a step of 0");
        }
        return project(sub(left, new Node.Slice(start, stop, step == null ? 1 : step)), STAR_POWER);
    }

    /** The number that stands here, cut to the range of an int, which no array is long enough to notice. */
    private @Nullable Integer number() {
        Token token = peek();
        if (!token.is(Token.Kind.NUMBER)) {
            return null;
        }
        take();
        boolean negative = text.charAt(token.start()) == '-';
        long number = 0;
        for (int i = token.start() + (negative ? 1 : 0); i < token.end(); i++) {
            number = Math.min(Integer.MAX_VALUE, number * 10 + (text.charAt(i) - '0'));
        }
        return (int) (negative ? -number : number);
    }

    private Node multiList() throws ExpressionException {
        List<Node> elements = new ArrayList<>();
        do {
            elements.add(expression(0));
        } while (another(Token.Kind.RIGHT_BRACKET, "',' or ']'"));
        return new Node.MultiList(elements);
    }

    private Node multiHash() throws ExpressionException {
        List<Node.Member> members = new ArrayList<>();
        do {
            Token name = take();
            String key =
                    switch (name.kind()) {
                        case IDENTIFIER -> text.substring(name.start(), name.end());
                        case QUOTED_IDENTIFIER -> Quoted.identifier(text, name);
                        default -> throw unexpected(name, "a member's name");
                    };
            expect(Token.Kind.COLON, "':'");
            members.add(new Node.Member(key, expression(0)));
        } while (another(Token.Kind.RIGHT_BRACE, "',' or '}'"));
        return new Node.MultiHash(members);
    }

    private Node call(Token name) throws ExpressionException {
        Function function = Functions.named(text.substring(name.start(), name.end()), name.start());
        take();
        List<Node.Argument> arguments = new ArrayList<>();
        if (peek().is(Token.Kind.RIGHT_PAREN)) {
            take();
        } else {
            do {
                int offset = peek().start();
                boolean reference = peek().is(Token.Kind.REFERENCE);
                if (reference) {
                    take();
                }
                arguments.add(new Node.Argument(expression(0), reference, offset));
            } while (another(Token.Kind.RIGHT_PAREN, "',' or ')'"));
        }
        function.check(arguments, name.start());
        return new Node.Call(function, arguments);
    }

    private boolean another(Token.Kind closing, String expected) throws ExpressionException {
        if (peek().is(Token.Kind.COMMA)) {
            take();
            return true;
        }
        expect(closing, expected);
        return false;
    }

    /** What means the same as {@code right} over {@code left}, without a node for a current value that is just passed on. */
    private static Node sub(Node left, Node right) {
        return left instanceof Node.Current ? right : new Node.Sub(left, right);
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        if (!token.is(Token.Kind.END)) {
            at++;
        }
        return token;
    }

    private void expect(Token.Kind kind, String expected) throws ExpressionException {
        if (!peek().is(kind)) {
            throw unexpected(peek(), expected);
        }
        take();
    }

    private ExpressionException unexpected(Token found, String expected) {
        int index = tokens.indexOf(found);
        String after = index == 0 ? "" : " after " + tokens.get(index - 1).described(text);
        return syntax(found, "expected " + expected + after + ", found " + found.described(text));
    }

    private ExpressionException syntax(Token token, String message) {
        return new ExpressionException(Kind.SYNTAX, token.start(), message);
    }
}
