package tributary.expression;

import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.json.JsonValue;

/**
 * A JMESPath expression, parsed.
 *
 * <p>Numbers keep their digits wherever they only pass through. Arithmetic is exact, and refuses numbers that would make it
 * costly ({@link tributary.json.JsonNumber#decimal}); an average that does not end has at least 34 digits. Strings are
 * measured, reversed and ordered by code points. A text that nests more than 200 deep or makes more than 500 steps in a row
 * is a syntax error, so that no text can exhaust a stack.
 *
 * <p>Immutable and thread-safe. See https://jmespath.org/specification.html.
 */
public final class Expression {
    private final String text;
    private final Node node;
    private final Set<String> names;
    private final boolean readsWhole;
    private final @Nullable PlainPath plainPath;

    private Expression(String text, Node node) {
        this.text = text;
        this.node = node;
        NameFinder found = NameFinder.over(node);
        this.names = Collections.unmodifiableSet(found.names());
        this.readsWhole = found.whole();
        this.plainPath = PathReader.read(node);
    }

    /**
     * Parses {@code text}. Functions that do not exist, wrong numbers of arguments, a slice's step of 0 and a {@code &} too
     * many or too few are found here already.
     */
    public static Expression parse(String text) throws ExpressionException {
        return new Expression(text, Parser.parse(text));
    }

    /**
     * The index of the brace that closes an expression which begins at {@code from}, right after its opening brace; -1 if
     * there is none. Braces within the expression and within its quoted text do not count.
     */
    public static int closingBrace(String text, int from) {
        int open = 0;
        int at = from;
        while (at >= 0 && at < text.length()) {
            char c = text.charAt(at);
            if (c == '}' && open-- == 0) {
                return at;
            }
            if (c == '{') {
                open++;
            }
            // Brackets need no counting: where they are balanced they change
            // nothing, and where not the parser says it best.
            at = Quoted.opens(c) ? Quoted.end(text, at) : at + 1;
        }
        return -1;
    }

    /**
     * The value of this expression over {@code root}.
     *
     * @throws ExpressionException where a function is given a value of a type it does not take, or a number it does not
     *     calculate with
     */
    public JsonValue evaluate(JsonValue root) throws ExpressionException {
        return Evaluator.evaluate(node, root);
    }

    /** Whether {@code value} counts as true: all but null, false, and empty text, arrays and objects do. */
    public static boolean truthy(JsonValue value) {
        return Evaluator.isTruthy(value);
    }

    /**
     * The names it reads from the document it is evaluated over, in the order in which they first stand in the text. Names
     * that mean members of something else (of a current element within projections, filters and {@code &} references, of
     * what stands to the left of a dot or a pipe) are not among them.
     *
     * <p>Unless it {@link #readsWhole}, it has the same value over a document of which only these members are left.
     */
    public Set<String> names() {
        return names;
    }

    /**
     * The names of the members that it reads of the document's member {@code name}, in the order in which they first stand
     * in the text: {@code id} of {@code path} in {@code path.id}. Those it reads in roundabout ways are not among them.
     */
    public Set<String> members(String name) {
        return Collections.unmodifiableSet(MemberFinder.over(node, name));
    }

    /** Whether {@link #members} may not say all that it reads of the document's member {@code name}: the whole of it, or in a roundabout way. */
    public boolean readsAll(String name) {
        return MemberFinder.readsAll(node, name);
    }

    /**
     * Whether it reads the document as a whole, so that its names do not say all it needs: {@code @} as a value, but not
     * {@code @.name}; {@code *}, or a step into an array, on the document itself.
     */
    public boolean readsWhole() {
        return readsWhole;
    }

    /**
     * This expression as a plain path, or null where it is more than that. Names may be quoted; there is no
     * index and no pipe in it.
     *
     * <p>The expression's values are those at the path's places in order, but for nulls, which it leaves out, and but for
     * {@code []} over an array of arrays: that makes one array of them, while the path's step leads to the inner arrays.
     */
    public @Nullable PlainPath plainPath() {
        return plainPath;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text it was parsed from. */
    @Override
    public String toString() {
        return text;
    }
}
