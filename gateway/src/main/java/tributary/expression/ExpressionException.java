package tributary.expression;

/**
 * An expression that cannot be parsed, or cannot be evaluated over the document at hand. The message is for people and says
 * what is wrong and, for a syntax error, what stands there; it never holds a value of the document.
 */
public final class ExpressionException extends Exception {
    /** The kinds of error that the specification tells apart. */
    public enum Kind {
        SYNTAX,
        UNKNOWN_FUNCTION,
        INVALID_ARITY,
        INVALID_TYPE,
        INVALID_VALUE
    }

    private final Kind kind;
    private final int offset;

    public ExpressionException(Kind kind, int offset, String message) {
        // Without a stack trace: what is wrong lies in the expression or the document, not in the code.
        super(message, null, false, false);
        this.kind = kind;
        this.offset = offset;
    }

    public Kind kind() {
        return kind;
    }

    /** Where in the expression's text, in chars from 0. */
    public int offset() {
        return offset;
    }

    /**
     * The line of {@code text} in which the error is and, under it, a caret that points at it; for two lines of output
     * without an end of line behind the second.
     *
     * @param text what was parsed
     */
    public String picture(String text) {
        int at = Math.min(offset, text.length());
        int start = text.lastIndexOf('\n', at - 1) + 1;
        int end = text.indexOf('\n', at);
        String line = text.substring(start, end < 0 ? text.length() : end);
        // Code points, and every control character as one space, so that
        // the caret stands where a terminal shows the place.
        String shown = line.replaceAll("\\p{Cntrl}", " ");
        return shown + "\n" + " ".repeat(line.codePointCount(0, at - start)) + "^";
    }
}
