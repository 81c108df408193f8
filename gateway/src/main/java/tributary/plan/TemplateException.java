package tributary.plan;

/** A template that cannot be read. The message is for people; the offset tells where in the template's text. */
public final class TemplateException extends Exception {
    private final String problem;
    private final int offset;

    public TemplateException(int offset, String problem) {
        super(problem);
        this.problem = problem;
        this.offset = offset;
    }

    /** The same, seen from a longer text in which this template begins at {@code start}. */
    public TemplateException within(int start) {
        return new TemplateException(start + offset, problem);
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** Where in the template's text, in chars from 0. */
    public int offset() {
        return offset;
    }
}
