package tributary.logs;

/** An exception as text, a line a frame: its causes too, but no more than a reader wants. Pure. */
final class Stack {
    private static final int MOST_FRAMES = 40;
    private static final int MOST_CAUSES = 5;

    private Stack() {}

    interface Writer {
        /** @param line without its end; what an exception says may hold anything */
        void line(String line);
    }

    static void write(Throwable thrown, Writer out) {
        Throwable each = thrown;
        for (int i = 0; each != null && i <= MOST_CAUSES; i++) {
            String head = (i == 0 ? "" : "caused by ") + each.getClass().getName();
            String message = each.getMessage();
            out.line(message == null ? head : head + ": " + message);
            StackTraceElement[] frames = each.getStackTrace();
            for (int frame = 0; frame < Math.min(frames.length, MOST_FRAMES); frame++) {
                out.line("  at " + frames[frame]);
            }
            if (frames.length > MOST_FRAMES) {
                out.line("  and " + (frames.length - MOST_FRAMES) + " more");
            }
            each = each.getCause() == each ? null : each.getCause();
        }
    }
}
