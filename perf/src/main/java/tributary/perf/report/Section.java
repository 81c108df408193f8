package tributary.perf.report;

import java.util.List;

/**
 * What one kind of measurement came to.
 *
 * @param kind the subcommand that made it
 * @param notes sentences: what was skipped and why, what a figure means
 */
public record Section(
        String kind, String title, List<Figure> figures, List<Plot> plots, List<Goal> goals, List<String> notes) {
    public Section {
        figures = List.copyOf(figures);
        plots = List.copyOf(plots);
        goals = List.copyOf(goals);
        notes = List.copyOf(notes);
    }
}
