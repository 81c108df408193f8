package tributary.expression;

/**
 * A token of an expression.
 *
 * @param start where it begins in the text, in chars
 * @param end where it ends, exclusive
 */
record Token(Kind kind, int start, int end) {

    /**
     * The kinds of token and how tightly each binds, as an infix operator, what stands to its left; 0 for what is none.
     * What binds weaker than {@link #ENDS_PROJECTION} ends a projection.
     */
    enum Kind {
        END(0),
        IDENTIFIER(0),
        QUOTED_IDENTIFIER(0),
        RAW_STRING(0),
        LITERAL(0),
        NUMBER(0),
        CURRENT(0),
        STAR(0),
        REFERENCE(0),
        NOT(0),
        COMMA(0),
        COLON(0),
        RIGHT_BRACKET(0),
        RIGHT_PAREN(0),
        LEFT_BRACE(0),
        RIGHT_BRACE(0),
        PIPE(1),
        OR(2),
        AND(3),
        EQUAL(5),
        NOT_EQUAL(5),
        LESS(5),
        LESS_OR_EQUAL(5),
        GREATER(5),
        GREATER_OR_EQUAL(5),
        FLATTEN(9),
        FILTER(21),
        DOT(40),
        LEFT_BRACKET(55),
        LEFT_PAREN(60);

        static final int ENDS_PROJECTION = 10;

        private final int power;

        Kind(int power) {
            this.power = power;
        }

        int power() {
            return power;
        }
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** How messages name it; {@code text} is what it was read from. */
    String described(String text) {
        if (kind == Kind.END) {
            return "the end of the expression";
        }
        String shown = end - start <= 40 ? text.substring(start, end) : text.substring(start, start + 39) + "…";
        return "'" + shown + "'";
    }
}
