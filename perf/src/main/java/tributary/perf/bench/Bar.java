package tributary.perf.bench;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * A bar that grows: on a terminal one line that is drawn again and again, elsewhere a line a step. Not thread-safe.
 */
final class Bar implements Progress, AutoCloseable {
    private static final int WIDTH = 24;
    private static final int LONGEST = 48;

    private final String kind;
    private final PrintWriter out;
    private final boolean terminal;
    private final long startNanos = System.nanoTime();
    private String drawn = "";

    Bar(String kind, PrintWriter out, boolean terminal) {
        this.kind = kind;
        this.out = out;
        this.terminal = terminal;
    }

    /** As this process's own terminal has it, if it has one. */
    static Bar onTerminal(String kind, PrintWriter out) {
        return new Bar(
                kind,
                out,
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent());
    }

    @Override
    public void at(int done, int all, String now) {
        String line = line(done, all, now);
        if (terminal) {
            // Erases what the last one had more.
            out.print("\r" + line + "\u001b[K");
            out.flush();
        } else if (!line.equals(drawn)) {
            out.println(line);
        }
        drawn = line;
    }

    private String line(int done, int all, String now) {
        int filled = all == 0 ? 0 : Math.clamp((long) done * WIDTH / all, 0, WIDTH);
        String shown = now.length() > LONGEST ? now.substring(0, LONGEST - 1) + "…" : now;
        long seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
        return "%-6s %s%s %d/%d  %d:%02d  %s"
                .formatted(
                        kind,
                        "█".repeat(filled),
                        "░".repeat(WIDTH - filled),
                        done,
                        all,
                        seconds / 60,
                        seconds % 60,
                        shown);
    }

    /** Leaves the last state standing. */
    @Override
    public void close() {
        if (terminal && !drawn.isEmpty()) {
            out.println();
        }
    }
}
