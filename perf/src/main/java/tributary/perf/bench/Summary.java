package tributary.perf.bench;

import java.util.ArrayList;
import java.util.List;
import tributary.perf.report.Figure;
import tributary.perf.report.Goal;
import tributary.perf.report.Numbers;
import tributary.perf.report.Report;
import tributary.perf.report.Section;

/** A report as lines for a terminal. */
final class Summary {
    private Summary() {}

    static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>();
        for (Section section : report.sections()) {
            lines.add("");
            lines.add(section.title());
            section.notes().forEach(note -> lines.add("  " + note));
            lines.addAll(figures(section.figures()));
        }
        if (!report.goals().isEmpty()) {
            lines.add("");
            lines.add("Goals");
            lines.addAll(goals(report.goals()));
        }
        return lines;
    }

    private static List<String> figures(List<Figure> figures) {
        List<List<String>> rows = new ArrayList<>();
        if (!figures.isEmpty()) {
            rows.add(List.of("", "median", "", "least", "most"));
        }
        for (Figure figure : figures) {
            List<Double> sorted = figure.samples().stream().sorted().toList();
            rows.add(List.of(
                    figure.label(),
                    Numbers.text(figure.median()),
                    figure.unit(),
                    Numbers.text(sorted.getFirst()),
                    Numbers.text(sorted.getLast())));
        }
        return Columns.lines(rows);
    }

    private static List<String> goals(List<Goal> goals) {
        List<List<String>> rows = new ArrayList<>();
        for (Goal goal : goals) {
            rows.add(List.of(
                    goal.promise(),
                    Numbers.text(goal.measured(), goal.unit()),
                    "≤ " + Numbers.text(goal.bound(), goal.unit()),
                    goal.held() ? "held" : "missed"));
        }
        return Columns.lines(rows);
    }
}
